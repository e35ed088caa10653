"use client";
import { LoaderCircle, RotateCw } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CascadeSelect } from "#components/shared/cascade-select.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ClusterReportView, RegistrationView } from "#lib/clusters/cluster-client.ts";
import type { Failure } from "#lib/platform/result.ts";
import { ClusterReport } from "./cluster-report.tsx";
import { ConnectionFailure } from "./connection-failure.tsx";
import type { FieldErrors, RegistrationForm } from "./registration-form.ts";
import { useFieldWords } from "./use-field-words.ts";

const knownResidencies = ["eu", "us", "dc"];

type Props = {
  form: RegistrationForm;
  onChange: (change: Partial<RegistrationForm>) => void;
  choices: RegistrationView;
  errors: FieldErrors;
  checking: boolean;
  report: ClusterReportView | undefined;
  failure: Failure | undefined;
  onCheck: () => void;
};

/** The third step: what the connection found, what is missing, and where its data and logs stay. */
export function CheckStep({ form, onChange, choices, errors, checking, report, failure, onCheck }: Props) {
  const t = useTranslations("clusters");
  const residency = useTranslations("residency");
  const words = useFieldWords(errors);
  const buckets = choices.buckets.filter(({ accountId }) => accountId === form.cloudAccountId);
  const residencies = [...new Set([...knownResidencies, ...choices.buckets.map((bucket) => bucket.residency)])];
  const isWorded = (name: string): name is "eu" | "us" | "dc" => knownResidencies.includes(name);
  return (
    <>
      <Section
        title={t("report.title")}
        actions={
          <Button size="sm" pending={checking} onClick={onCheck}>
            <RotateCw aria-hidden />
            {t("report.checkAgain")}
          </Button>
        }
      >
        {checking && !report && (
          <div role="status" className="grid gap-3">
            <p className="flex items-center gap-2 text-muted">
              <LoaderCircle aria-hidden className="size-4 animate-spin" />
              {t("report.checking")}
            </p>
            <Skeleton className="h-5 w-80" />
            <Skeleton className="h-40 w-full" />
          </div>
        )}
        {failure && <ConnectionFailure failure={failure} />}
        {report && <ClusterReport report={report} />}
      </Section>
      {report?.uid && (
        <div className="mb-6 grid max-w-xl gap-4">
          <CascadeSelect
            label={t("form.residency")}
            name="residency"
            description={t("form.residencyHint")}
            options={residencies.map((name) => ({
              value: name,
              label: name.toUpperCase(),
              detail: isWorded(name) ? residency(name) : undefined,
              chips: <ResidencyChip residency={name} />,
            }))}
            value={form.residency}
            onValueChange={(chosen) => onChange({ residency: chosen })}
            error={words("residency")}
          />
          {buckets.length > 0 ? (
            <CascadeSelect
              label={t("form.logBucket")}
              name="logBucketId"
              description={t("form.logBucketHint")}
              options={buckets.map(({ id, name, region, residency }) => ({
                value: id,
                label: name,
                detail: region,
                chips: <ResidencyChip residency={residency} />,
                mono: true,
              }))}
              value={form.logBucketId}
              onValueChange={(logBucketId) => onChange({ logBucketId })}
              error={words("logBucketId")}
            />
          ) : (
            <p role="status" className="rounded-md bg-warn-soft px-3 py-2">
              {t("form.noBucket")}{" "}
              <Link href={"/admin/cloud-resources" as Route} className="text-accent hover:underline">
                {t("form.toBuckets")}
              </Link>
            </p>
          )}
        </div>
      )}
    </>
  );
}
