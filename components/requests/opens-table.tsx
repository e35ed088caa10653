"use client";
import { useTranslations } from "next-intl";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { RequestDetailView } from "#lib/access/request-client.ts";
import { useRequestWords } from "./request-words.tsx";

type Ability = RequestDetailView["opens"][number];

/** What would be possible and what is already: what is new stands first, with a plus and in words, not by colour alone. */
export function OpensTable({ opens }: { opens: readonly Ability[] }) {
  const t = useTranslations("requests");
  if (opens.length === 0) return <p className="text-muted">{t("opensNothing")}</p>;
  return (
    <Table label={t("opens")}>
      <TableHead>
        {(["subject", "may", "on", "since"] as const).map((column) => (
          <TableHeader key={column} className={column === "since" ? "max-sm:hidden" : ""}>
            {t(`column.${column}`)}
          </TableHeader>
        ))}
      </TableHead>
      <tbody>
        {opens.map((ability) => (
          <AbilityRow
            key={`${ability.isNew} ${ability.subject} ${ability.kind} ${ability.on} ${ability.prefix} ${ability.may.join()}`}
            ability={ability}
          />
        ))}
      </tbody>
    </Table>
  );
}

function AbilityRow({ ability: { subject, may, on, kind, prefix, isNew, until } }: { ability: Ability }) {
  const t = useTranslations("requests");
  const { dateOf } = useRequestWords();
  const verb = (each: string) => (t.has(`may.${each as "read"}`) ? t(`may.${each as "read"}`) : each);
  const since = isNew
    ? until
      ? t("newUntil", { date: dateOf(until) })
      : t("newForGood")
    : until
      ? t("alreadyUntil", { date: dateOf(until) })
      : t("already");
  return (
    <TableRow className={isNew ? "bg-good-soft hover:bg-good-soft" : undefined}>
      <TableCell>
        <code className="break-all font-mono text-sm">{subject}</code>
      </TableCell>
      <TableCell className={isNew ? "font-medium text-good" : "text-muted"}>
        {isNew && <span aria-hidden>+ </span>}
        {isNew && <span className="sr-only">{t("added")}: </span>}
        {may.map(verb).join(t("may.comma"))}
      </TableCell>
      <TableCell className="max-md:whitespace-normal">
        {t.rich(`on.${kind}`, {
          resource: on,
          name: (chunks) => <code className="break-all font-mono text-sm">{chunks}</code>,
        })}
        {prefix && (
          <>
            {" "}
            <code className="break-all font-mono text-muted text-sm">{prefix}</code>
          </>
        )}
        <span className="block text-muted text-sm sm:hidden">{since}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted max-sm:hidden">{since}</TableCell>
    </TableRow>
  );
}
