"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { RunView } from "#lib/runs/client.ts";
import { Chip } from "./chip.tsx";
import { jobHref, runHref, shortId } from "./run-href.ts";

const shortDigest = (digest: string) => digest.slice(0, "sha256:".length + 7);

/** What ran, where, as whom and by whom; the attempt where it is not chosen beside it. */
export function RunChips({ run, attempt }: { run: RunView; attempt: number | undefined }) {
  const t = useTranslations("run");
  const image = run.provenance?.image;
  return (
    <ul aria-label={t("details")} className="flex flex-wrap gap-1.5">
      <Chip>
        <Link href={jobHref(run.project, run.jobId)} className="hover:text-accent hover:underline">
          {t("version", { number: run.version })}
        </Link>
      </Chip>
      <Chip className="font-medium">
        {run.cluster} <ResidencyChip residency={run.residency} />
      </Chip>
      <Chip mono>{run.namespace}</Chip>
      <Chip mono>{run.serviceAccount}</Chip>
      {image && (
        <Chip mono className="group/mono">
          <span className="truncate" title={`${image.reference}@${image.digest}`}>
            {image.repository}@{shortDigest(image.digest)}…
          </span>
          <CopyButton text={`${image.repository}@${image.digest}`} />
        </Chip>
      )}
      {attempt !== undefined && <Chip>{t("attempt", { number: attempt })}</Chip>}
      <Chip>{t("by", { login: run.launchedBy })}</Chip>
      {run.rerunOf && (
        <Chip>
          <Link href={runHref(run.project, run.rerunOf)} className="hover:text-accent hover:underline">
            {t("rerunOf", { run: shortId(run.rerunOf) })}
          </Link>
        </Chip>
      )}
    </ul>
  );
}
