"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { SizeText } from "./size-text.ts";

export type Sizes = { size: SizeText; deadlineMinutes: string; retries: string };
type Props = {
  value: Sizes;
  onChange: (part: Partial<Sizes>) => void;
  errorAt: (path: string) => string | undefined;
};

/** What a pod asks for and may take at most, how long it may run and how often it is tried again. */
export function SizeFields({ value: { size, deadlineMinutes, retries }, onChange, errorAt }: Props) {
  const t = useTranslations("jobs.form");
  const set = (part: Partial<SizeText>) => onChange({ size: { ...size, ...part } });
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-4 xl:grid-cols-4">
      <Range
        label={t("cpu")}
        unit={t("cores")}
        requestLabel={t("cpuRequest")}
        limitLabel={t("cpuLimit")}
        request={size.cpuRequest}
        limit={size.cpuLimit}
        requestError={errorAt("resources.cpuRequestMillis")}
        limitError={errorAt("resources.cpuLimitMillis")}
        onRequest={(cpuRequest) => set({ cpuRequest })}
        onLimit={(cpuLimit) => set({ cpuLimit })}
      />
      <Range
        label={t("memory")}
        unit="MiB"
        requestLabel={t("memoryRequest")}
        limitLabel={t("memoryLimit")}
        request={size.memoryRequest}
        limit={size.memoryLimit}
        requestError={errorAt("resources.memoryRequestMiB")}
        limitError={errorAt("resources.memoryLimitMiB")}
        onRequest={(memoryRequest) => set({ memoryRequest })}
        onLimit={(memoryLimit) => set({ memoryLimit })}
      />
      <Field label={t("deadline")} hint={t("minutes")} error={errorAt("deadlineMinutes")}>
        <Input
          inputMode="numeric"
          value={deadlineMinutes}
          onValueChange={(next) => onChange({ deadlineMinutes: next })}
        />
      </Field>
      <Field label={t("retries")} hint={t("times")} error={errorAt("retries")}>
        <Input inputMode="numeric" value={retries} onValueChange={(next) => onChange({ retries: next })} />
      </Field>
    </div>
  );
}

type RangeProps = {
  label: string;
  unit: string;
  requestLabel: string;
  limitLabel: string;
  request: string;
  limit: string;
  requestError: string | undefined;
  limitError: string | undefined;
  onRequest: (text: string) => void;
  onLimit: (text: string) => void;
};

/** Request and limit side by side: "0.5 to 1 cores". */
function Range(props: RangeProps) {
  const t = useTranslations("jobs.form");
  const id = useId();
  const error = props.requestError ?? props.limitError;
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{props.label}</legend>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <span aria-hidden className="text-muted text-sm">
          {props.label}
        </span>
        <span className="text-faint text-sm">{props.unit}</span>
      </div>
      <div className="flex items-center gap-2">
        <Input
          aria-label={props.requestLabel}
          aria-invalid={props.requestError ? true : undefined}
          aria-describedby={props.requestError ? id : undefined}
          inputMode="decimal"
          value={props.request}
          onValueChange={props.onRequest}
        />
        <span className="text-muted">{t("to")}</span>
        <Input
          aria-label={props.limitLabel}
          aria-invalid={props.limitError ? true : undefined}
          aria-describedby={props.limitError ? id : undefined}
          inputMode="decimal"
          value={props.limit}
          onValueChange={props.onLimit}
        />
      </div>
      {error && (
        <p id={id} className="mt-1 flex items-start gap-1.5 text-bad text-sm">
          <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
          <span>{error}</span>
        </p>
      )}
    </fieldset>
  );
}
