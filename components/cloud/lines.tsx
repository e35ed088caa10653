"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { type LinesView, linesOptions } from "#lib/cloud/client.ts";
import { CloseLine } from "./close-line.tsx";
import { OpenLine } from "./open-line.tsx";

type Line = LinesView["lines"][number];

/** The lines between residencies that data may cross; all others are closed. */
export function Lines({ initial, mayChange }: { initial: LinesView; mayChange: boolean }) {
  const t = useTranslations("cloud");
  const queries = useQueryClient();
  const { data = initial } = useQuery(linesOptions(initial));
  const [closing, setClosing] = useState<Line>();
  const changed = () => void queries.invalidateQueries({ queryKey: ["admin"] });
  return (
    <div className="max-w-4xl">
      <p className="mb-4 text-muted">{t("linesText")}</p>
      {data.lines.length === 0 ? (
        <EmptyState title={t("noLinesTitle")} text={t("noLinesText")} />
      ) : (
        <Table label={t("tab.lines")}>
          <TableHead>
            <TableHeader>{t("columnLine")}</TableHeader>
            <TableHeader>{t("columnReason")}</TableHeader>
            <TableHeader className="max-md:hidden">{t("columnSince")}</TableHeader>
            <TableHeader className="text-right">{t("columnCrossings")}</TableHeader>
            {mayChange && (
              <TableHeader>
                <span className="sr-only">{t("columnActions")}</span>
              </TableHeader>
            )}
          </TableHead>
          <tbody>
            {data.lines.map((line) => (
              <TableRow key={`${line.from} ${line.to}`}>
                <TableCell>
                  <span className="flex items-center gap-2">
                    <ResidencyChip residency={line.from} />
                    <ArrowRight role="img" aria-label={t("mayBeUsedIn")} className="size-4 text-muted" />
                    <ResidencyChip residency={line.to} />
                  </span>
                </TableCell>
                <TableCell>{line.reason}</TableCell>
                <TableCell className="text-muted max-md:hidden">
                  <RelativeTime at={line.since} />
                </TableCell>
                <TableCell numeric>{line.bindings}</TableCell>
                {mayChange && (
                  <TableCell className="w-px text-right">
                    <Button size="sm" variant="danger" onClick={() => setClosing(line)}>
                      {t("closeLine")}
                    </Button>
                  </TableCell>
                )}
              </TableRow>
            ))}
          </tbody>
        </Table>
      )}
      {mayChange && <OpenLine residencies={data.residencies} onDone={changed} />}
      {closing && <CloseLine line={closing} onClose={() => setClosing(undefined)} onDone={changed} />}
    </div>
  );
}
