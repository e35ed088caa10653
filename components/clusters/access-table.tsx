"use client";
import { useTranslations } from "next-intl";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { ClusterReportView } from "#lib/clusters/cluster-client.ts";

type Finding = ClusterReportView["access"][number];

/** Verbs of one thing that came out alike stand in one row. */
const rowsOf = (access: Finding[]) => [
  ...Map.groupBy(access, ({ purpose, resource, allowed, namespaces }) =>
    [purpose, resource, allowed, ...namespaces].join(" "),
  ).values(),
];

/** Every right that Slipway needs in a cluster, what it is for, and whether the cluster gives it. */
export function AccessTable({ access }: { access: Finding[] }) {
  const t = useTranslations("clusters");
  return (
    <Table label={t("report.rights")}>
      <TableHead>
        <TableHeader>{t("report.columnRight")}</TableHeader>
        <TableHeader className="max-md:hidden">{t("report.columnFor")}</TableHeader>
        <TableHeader>{t("report.columnResult")}</TableHeader>
      </TableHead>
      <tbody>
        {rowsOf(access).map((findings) => {
          const [first] = findings;
          if (!first) return null;
          const verbs = findings.map(({ verb }) => verb).join(", ");
          return (
            <TableRow key={`${first.purpose} ${first.resource} ${verbs}`}>
              <TableCell>
                <code className="font-mono text-sm">
                  {verbs} {first.resource}
                </code>
              </TableCell>
              <TableCell className="text-muted max-md:hidden">{t(`purpose.${first.purpose}`)}</TableCell>
              <TableCell className="whitespace-nowrap">
                <Result finding={first} />
              </TableCell>
            </TableRow>
          );
        })}
      </tbody>
    </Table>
  );
}

function Result({ finding: { allowed, optional, namespaces } }: { finding: Finding }) {
  const t = useTranslations("clusters.report");
  if (allowed === "everywhere") return <StatusMark tone="good">{t("everywhere")}</StatusMark>;
  if (allowed === "somewhere")
    return (
      <StatusMark tone="good">
        <span title={namespaces.join(", ")}>{t("somewhere", { count: namespaces.length })}</span>
      </StatusMark>
    );
  return optional ? (
    <StatusMark tone="none">{t("optional")}</StatusMark>
  ) : (
    <StatusMark tone="bad">{t("nowhere")}</StatusMark>
  );
}
