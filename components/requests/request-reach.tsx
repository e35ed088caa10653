"use client";
import { useTranslations } from "next-intl";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import type { RequestDetailView } from "#lib/access/request-client.ts";
import { useRequestWords } from "./request-words.tsx";

/** Whom it reaches and where the data goes, in a sentence each. */
export function RequestReach({ request }: { request: RequestDetailView }) {
  const t = useTranslations("requests");
  const { roleOf } = useRequestWords();
  const { kind, title, where, reach, project, residency } = request;
  if (reach === null && !residency) return null;
  return (
    <p className="mt-3 text-muted">
      {reach !== null &&
        t.rich(`reach.${kind}`, {
          project: project.slug,
          people: reach,
          role: title.params.role ? roleOf(title.params.role) : "",
          cluster: where.cluster ?? "",
          namespace: where.namespace ?? "",
          b: (chunks) => <strong className="font-medium text-ink">{chunks}</strong>,
          name: (chunks) => <code className="break-all font-mono text-sm">{chunks}</code>,
        })}{" "}
      {residency && (
        <span className="whitespace-nowrap">
          {residency.data && residency.data !== residency.runs
            ? t.rich("crosses", {
                from: () => <ResidencyChip residency={residency.data ?? ""} className="mx-0.5 align-middle" />,
                to: () => <ResidencyChip residency={residency.runs} className="mx-0.5 align-middle" />,
              })
            : t.rich("stays", {
                at: () => <ResidencyChip residency={residency.runs} className="mx-0.5 align-middle" />,
              })}
        </span>
      )}
    </p>
  );
}
