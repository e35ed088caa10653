"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Trouble } from "#components/runs/trouble.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.ts";
import { endDelegation, startDelegation } from "#lib/access/actions.ts";
import { type DelegationView, delegationsOptions } from "#lib/access/request-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { dayOf, endOfDay, startOfDay } from "./days.ts";

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** Who decides in whose place, and until when; one's own can be begun and ended. */
export function DelegationDialog({ open, onOpenChange }: Props) {
  const t = useTranslations("requests.delegation");
  const { data, error, refetch } = useQuery({ ...delegationsOptions(), enabled: open });
  const current = data?.filter(({ state }) => state !== "over");
  return (
    <Dialog title={t("title")} description={t("text")} open={open} onOpenChange={onOpenChange}>
      <StartForm />
      <h3 className="mt-6 mb-2 font-semibold">{t("current")}</h3>
      {!data && error instanceof ReadError && <Trouble error={error.failure} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-10" />}
      {current?.length === 0 && <p className="text-muted">{t("none")}</p>}
      {current && current.length > 0 && (
        <ul className="rounded-md border border-line">
          {current.map((delegation) => (
            <Delegation key={delegation.id} delegation={delegation} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Delegation({ delegation }: { delegation: DelegationView }) {
  const t = useTranslations("requests.delegation");
  const format = useFormatter();
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const { id, owner, delegate, side, state, startsAt, endsAt } = delegation;
  const date = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  const end = async () => {
    setEnding(true);
    const result = await endDelegation({ delegationId: id });
    if (result.ok) toast.success(t("ended"));
    else toast.error(t("notEnded"), { description: result.error.message });
    await client.invalidateQueries({ queryKey: ["requests"] });
    setEnding(false);
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-3 py-2 not-last:border-b">
      <span className="min-w-0 flex-1">
        {t.rich(side === "away" ? "standsInForYou" : "youStandInFor", {
          login: side === "away" ? delegate : owner,
          name: (chunks) => <span className="break-all font-medium">{chunks}</span>,
        })}
        <span className="block text-muted text-sm">{t("span", { from: date(startsAt), until: date(endsAt) })}</span>
      </span>
      <Badge tone={state === "now" ? "accent" : "neutral"}>{t(state === "now" ? "isNow" : "isComing")}</Badge>
      {side === "away" && (
        <Button
          size="sm"
          variant="danger"
          pending={ending}
          aria-label={t("endOf", { login: delegate })}
          onClick={() => void end()}
        >
          {t("end")}
        </Button>
      )}
    </li>
  );
}

type Errors = Partial<Record<"delegate" | "from" | "until", string>>;

function StartForm() {
  const t = useTranslations("requests.delegation");
  const client = useQueryClient();
  const [delegate, setDelegate] = useState("");
  const [from, setFrom] = useState(() => dayOf(0));
  const [until, setUntil] = useState(() => dayOf(7));
  const [errors, setErrors] = useState<Errors>({});
  const [refusal, setRefusal] = useState<string>();
  const [pending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const check = (): Errors => ({
    ...(delegate.trim() ? {} : { delegate: t("whoMissing") }),
    ...(from ? {} : { from: t("dateMissing") }),
    ...(until ? (from && until < from ? { until: t("orderWrong") } : {}) : { until: t("dateMissing") }),
  });
  const start = async () => {
    const found = check();
    setErrors(found);
    setRefusal(undefined);
    const [first] = Object.keys(found);
    if (first) return form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
    setPending(true);
    const result = await startDelegation({
      delegate: delegate.trim(),
      startsAt: startOfDay(from),
      endsAt: endOfDay(until),
    }).catch(() => undefined);
    setPending(false);
    if (!result?.ok) return setRefusal(result?.error.message ?? t("notStarted"));
    toast.success(t("started", { login: delegate.trim() }));
    setDelegate("");
    await client.invalidateQueries({ queryKey: ["requests"] });
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {refusal && (
        <p role="alert" className="mb-3 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {refusal}
        </p>
      )}
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_9.5rem_9.5rem]">
        <Field label={t("delegate")} hint={t("delegateHint")} name="delegate" error={errors.delegate}>
          <Input value={delegate} autoComplete="off" onValueChange={setDelegate} />
        </Field>
        <Field label={t("from")} name="from" error={errors.from}>
          <Input type="date" value={from} onValueChange={setFrom} />
        </Field>
        <Field label={t("until")} name="until" error={errors.until}>
          <Input type="date" value={until} min={from} onValueChange={setUntil} />
        </Field>
      </div>
      <div className="mt-3 flex justify-end">
        <Button type="submit" variant="primary" pending={pending}>
          {t("start")}
        </Button>
      </div>
    </form>
  );
}
