"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Result } from "#lib/platform/result.ts";
import { HowLong, type HowLongValue } from "./how-long.tsx";
import { requestHref } from "./inbox-params.ts";

type Errors = Partial<Record<string, string>>;
type Given = { why: string; days: number | null };
type Props = {
  title: string;
  description?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What is asked for, in words. */
  what: string;
  /** Whether it may end some day: else it is not asked for how long. */
  mayEnd?: boolean;
  /** What the fields that are this request's own still lack. */
  check: () => Errors;
  ask: (given: Given) => Promise<Result<{ requestId: string }>>;
  /** The request's own fields, each in an element with its name as `data-field`. */
  children: (errors: Errors) => ReactNode;
};

/** Asks for access: what it is asked for, why and for how long. */
export function AskDialog(props: Props) {
  const { title, description, open, onOpenChange, what, mayEnd = true, check, ask, children } = props;
  const t = useTranslations("requestAccess");
  const [why, setWhy] = useState("");
  const [days, setDays] = useState<HowLongValue>("90");
  const [errors, setErrors] = useState<Errors>({});
  const router = useRouter();
  const client = useQueryClient();
  const fields = useRef<HTMLDivElement>(null);
  const send = useChange(
    async () => {
      const result = await ask({ why, days: mayEnd && days !== "good" ? Number(days) : null });
      // Refused or not: what waits already may be news.
      void client.invalidateQueries({ queryKey: ["requests"] });
      return result;
    },
    ({ requestId }) => {
      onOpenChange(false);
      toast.success(t("sent", { what }), {
        description: t("sentText"),
        action: { label: t("open"), onClick: () => router.push(requestHref("mine", requestId)) },
      });
    },
  );
  const submit = () => {
    const found: Errors = { ...check(), ...(why.trim().length < 3 ? { why: t("whyMissing") } : {}) };
    setErrors(found);
    const [first] = Object.keys(found);
    if (first)
      return fields.current?.querySelector<HTMLElement>(`[data-field=${first}] :is(input, textarea, button)`)?.focus();
    send.submit();
  };
  return (
    <ChangeDialog
      size="md"
      title={title}
      text={description}
      verb={t("send")}
      change={send}
      onDo={submit}
      open={open}
      onOpenChange={onOpenChange}
    >
      <div ref={fields} className="contents">
        {children(errors)}
        <div data-field="why">
          <Field label={t("why")} hint={t("whyHint")} error={errors.why} required>
            <Textarea value={why} maxLength={2000} onChange={(event) => setWhy(event.currentTarget.value)} />
          </Field>
        </div>
        {mayEnd && <HowLong value={days} onChange={setDays} />}
      </div>
    </ChangeDialog>
  );
}
