"use client";
import { useTranslations } from "next-intl";
import { PolicyText } from "#components/shared/policy-text.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusMark, type Tone } from "#components/shared/status-mark.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { ReportView } from "#lib/cloud/client.ts";

type Part = ReportView["parts"][number];
type Ability = Part["abilities"][number];
type Verdict = Ability["verdict"];

const tones: Record<Verdict, Tone> = { denied: "bad", partly: "warn", unknown: "none", allowed: "good" };
const rank: Record<Verdict, number> = { denied: 0, partly: 1, unknown: 2, allowed: 3 };

/** What a credential is, what it may do, and what to give it: one part for each store that the account has. */
export function AccountReport({ report }: { report: ReportView }) {
  return report.parts.map((part) => <ReportPart key={part.part} part={part} />);
}

function ReportPart({ part }: { part: Part }) {
  const t = useTranslations("cloud");
  const missing = part.abilities.filter(({ verdict }) => verdict === "denied" || verdict === "partly");
  const abilities = [...part.abilities].sort((a, b) => rank[a.verdict] - rank[b.verdict]);
  return (
    <section aria-label={t(`part.${part.part}`)} className="mb-6">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-medium">{t(`part.${part.part}`)}</h3>
        <code className="font-mono text-muted text-sm">{part.place}</code>
        <StatusMark tone={part.problem ? "bad" : missing.length > 0 ? "warn" : "good"}>
          {part.problem
            ? t("partBad")
            : missing.length > 0
              ? t("partMissing", { count: missing.length })
              : t("partGood")}
        </StatusMark>
      </div>
      {part.problem && (
        <p className="mb-2 text-bad">
          {part.problem.code === "other-account"
            ? t("otherAccount", { account: part.problem.message })
            : part.problem.message}
        </p>
      )}
      {part.identity && (
        <p className="mb-2 text-muted">
          {t.rich("signsInAs", { identity: () => <Mono>{part.identity ?? ""}</Mono> })}
          {part.expiresAt && <> · {t.rich("endsAt", { at: () => <RelativeTime at={part.expiresAt ?? ""} /> })}</>}
        </p>
      )}
      {abilities.length > 0 && (
        <Table label={t("abilitiesOf", { part: t(`part.${part.part}`) })}>
          <TableHead>
            <TableHeader>{t("columnAction")}</TableHeader>
            <TableHeader>{t("columnVerdict")}</TableHeader>
            <TableHeader className="max-md:hidden">{t("columnPurpose")}</TableHeader>
          </TableHead>
          <tbody>
            {abilities.map((ability) => (
              <TableRow key={ability.action}>
                <TableCell>
                  <code className="font-mono text-sm">{ability.action}</code>
                </TableCell>
                <TableCell>
                  <StatusMark tone={tones[ability.verdict]}>{t(`verdict.${ability.verdict}`)}</StatusMark>
                  {ability.on.length > 0 && (
                    <span className="block break-all font-mono text-muted text-sm">{ability.on.join(", ")}</span>
                  )}
                </TableCell>
                <TableCell className="text-muted max-md:hidden">{t(`purpose.${ability.purpose as "files"}`)}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
      {part.policy && !part.problem && (
        <details className="mt-2" open={missing.length > 0}>
          <summary className="cursor-pointer text-muted hover:text-ink">{t(`policy.${part.part}`)}</summary>
          <PolicyText text={part.policy.text} label={t(`policy.${part.part}`)} className="mt-2" />
        </details>
      )}
    </section>
  );
}
