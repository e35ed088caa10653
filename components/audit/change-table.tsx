"use client";
import { useTranslations } from "next-intl";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Change } from "./changes.ts";

type Names = Readonly<Record<string, string>>;

type Props = { title: string; changes: readonly Change[]; names: Names };

const stays = ({ before, after }: Change) => before === after;

/** What was, and what it became: a line for each value. What stayed as it was comes last, and is muted. */
export function ChangeTable({ title, changes, names }: Props) {
  const t = useTranslations("audit");
  const changedFirst = changes.toSorted((a, b) => Number(stays(a)) - Number(stays(b)));
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      <Table label={title}>
        <TableHead>
          <TableHeader>{t("changeOf")}</TableHeader>
          <TableHeader>{t("before")}</TableHeader>
          <TableHeader>{t("after")}</TableHeader>
        </TableHead>
        <tbody>
          {changedFirst.map(({ path, before, after }) => (
            <TableRow key={path} className={before === after ? "text-muted" : undefined}>
              <TableCell>
                <code className="break-all font-mono text-sm">{path}</code>
              </TableCell>
              <TableCell>
                <Value value={before} names={names} />
              </TableCell>
              <TableCell className={before === after ? undefined : "font-medium"}>
                <Value value={after} names={names} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Value({ value, names }: { value: string | undefined; names: Names }) {
  const t = useTranslations("audit");
  if (value === undefined) return <span className="text-muted">{t("nothing")}</span>;
  return <Named value={value} names={names} />;
}

/** A value, and what is called by it where it is the id of something. */
export function Named({ value, names }: { value: string; names: Names }) {
  const name = names[value];
  if (!name) return <Mono>{value}</Mono>;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Mono>{name}</Mono>
      <Mono className="text-muted">{value}</Mono>
    </span>
  );
}
