"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useDraft } from "#components/jobs/use-draft.ts";
import {
  type Identity,
  identityOf,
  identityProblems,
  noIdentity,
} from "#components/service-accounts/identity-fields.tsx";
import { useFoundAccounts } from "#components/service-accounts/use-found-accounts.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { RequestDetailView } from "#lib/access/request-client.ts";
import type { Failure } from "#lib/platform/result.ts";
import { AskedIdentity } from "./asked-identity.tsx";
import { useRequestWords } from "./request-words.tsx";
import { useDecide } from "./use-decide.ts";
import { useInboxKeys } from "./use-inbox-keys.ts";

const asAsked = "as-asked";
const shorter = [1, 7, 30, 90, 180];

/** Approves or rejects a request, with a comment, for as long as was asked or shorter. */
export function DecideForm({ request, onDecided }: { request: RequestDetailView; onDecided: () => void }) {
  const t = useTranslations("requests");
  const { spanOf } = useRequestWords();
  const comment = useDraft(`slipway.request.${request.id}.comment`, "");
  const [length, setLength] = useState(asAsked);
  const [typed, setTyped] = useState<Partial<Identity>>({});
  const [wantsIdentity, setWantsIdentity] = useState(false);
  const { decide, deciding, failure } = useDecide();
  const [sent, setSent] = useState(false);
  const reasonId = useId();
  const waits = request.state === "pending";
  const may = request.mayDecide && waits;
  const needed = may ? request.identity : null;
  const { proposed } = useFoundAccounts({
    clusterId: needed?.clusterId ?? null,
    namespace: needed?.namespace ?? null,
    name: needed?.name ?? "",
    place: needed?.kind === "aws" ? needed : null,
  });
  const identity = { ...noIdentity, ...proposed, ...typed };
  const isFilledIn = !needed || identityProblems(needed.kind, identity).length === 0;

  const run = (decision: "approve" | "reject") => async () => {
    if (!may || deciding) return;
    const isApproved = decision === "approve";
    if (isApproved && !isFilledIn) return setWantsIdentity(true);
    onDecided();
    const done = await decide(request, {
      decision,
      comment: comment.value,
      ...(isApproved && length !== asAsked ? { days: Number(length) } : {}),
      ...(isApproved && needed ? { identity: identityOf(needed.kind, identity) } : {}),
    });
    if (!done) return;
    setSent(true);
    comment.forget();
  };
  const approve = run("approve");
  const reject = run("reject");
  const heard = useInboxKeys({ a: may ? () => void approve() : undefined, r: may ? () => void reject() : undefined });

  const why = request.mayNotDecide ? t(`mayNot.${request.mayNotDecide}`) : undefined;
  const trouble = failure && <NotDone failure={failure} />;
  if (!waits)
    return (
      <div className="mt-4">
        {trouble}
        {!sent && comment.value && (
          <p className="rounded-md border border-line px-3 py-2">
            <span className="text-muted">{t("commentKept")}</span> {t("quote", { why: comment.value })}{" "}
            <CopyButton text={comment.value} />
          </p>
        )}
      </div>
    );
  const describedBy = why ? { "aria-describedby": reasonId } : {};
  return (
    <form className="mt-6" onSubmit={(event) => event.preventDefault()}>
      {request.inPlaceOf && may && (
        <p className="mb-4 rounded-md border border-accent-line bg-accent-soft px-3 py-2">
          {t("behalf", { login: request.inPlaceOf })}
        </p>
      )}
      {trouble}
      {needed && (
        <AskedIdentity
          kind={needed.kind}
          place={needed}
          value={identity}
          onChange={(part) => setTyped((now) => ({ ...now, ...part }))}
          isTried={wantsIdentity}
          proposed={proposed}
        />
      )}
      <Field label={t("comment")} hint={t("commentHint")} disabled={!may}>
        <Textarea
          value={comment.value}
          placeholder={t("optional")}
          maxLength={2000}
          onChange={(event) => {
            const text = event.currentTarget.value;
            comment.change(() => text);
          }}
        />
      </Field>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          pending={deciding === "approve"}
          disabled={!may || deciding !== undefined}
          focusableWhenDisabled
          aria-keyshortcuts={heard ? "A" : undefined}
          {...describedBy}
          onClick={() => void approve()}
        >
          {t("approve")}
          <Kbd className="max-sm:hidden">A</Kbd>
        </Button>
        <Button
          pending={deciding === "reject"}
          disabled={!may || deciding !== undefined}
          focusableWhenDisabled
          aria-keyshortcuts={heard ? "R" : undefined}
          {...describedBy}
          onClick={() => void reject()}
        >
          {t("reject")}
          <Kbd className="max-sm:hidden">R</Kbd>
        </Button>
        {may && (
          <Select
            label={t("howLong")}
            className="w-auto"
            value={length}
            onValueChange={setLength}
            options={[
              { value: asAsked, label: t("asAsked", { span: spanOf(request.days) }) },
              ...shorter
                .filter((days) => request.days === null || days < request.days)
                .map((days) => ({ value: String(days), label: t("only", { days }) })),
            ]}
          />
        )}
        {why && (
          <span id={reasonId} className="text-muted">
            {why}
          </span>
        )}
        <span className="ml-auto flex items-center gap-1 text-muted max-sm:hidden">
          <Kbd>J</Kbd>
          <Kbd>K</Kbd>
          <span className="ml-1">{t("nextPrevious")}</span>
        </span>
      </div>
    </form>
  );
}

/** Why a decision did not come about; what was typed stays. */
function NotDone({ failure: { code, message, requestId } }: { failure: Failure }) {
  const t = useTranslations("requests");
  return (
    <div role="alert" className="mb-4 rounded-md bg-bad-soft px-3 py-2">
      <p className="font-medium text-bad">{t("notDone")}</p>
      <p>{code === "conflict" ? t("conflict") : message}</p>
      {requestId && code !== "conflict" && (
        <p className="mt-1 text-muted text-sm">
          <Mono>{requestId}</Mono>
        </p>
      )}
    </div>
  );
}
