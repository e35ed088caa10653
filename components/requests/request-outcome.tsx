"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Fact, Facts } from "#components/shared/facts.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { withdrawRequest } from "#lib/access/actions.ts";
import type { RequestDetailView } from "#lib/access/request-client.ts";
import { RequestState } from "./request-state.tsx";
import { useRequestWords } from "./request-words.tsx";

/** Where a request stands: who decides by when, or who decided what and why. */
export function RequestOutcome({ request }: { request: RequestDetailView }) {
  const t = useTranslations("requests");
  const { decidersOf, dateOf } = useRequestWords();
  const { state, decider, decidedAt, onBehalfOf, comment, grantedUntil, decideBy, isOwn } = request;
  const waits = state === "pending";
  return (
    <div className="mt-5 rounded-md border border-line px-3.5 py-3">
      <Facts>
        <Fact name={t("stateLabel")}>
          <RequestState state={state} />
          {state === "approved" && (
            <span className="text-muted">
              {" "}
              · {grantedUntil ? t("validUntil", { date: dateOf(grantedUntil) }) : t("validForGood")}
            </span>
          )}
          {state === "expired" && <span className="text-muted"> · {t("expiredText")}</span>}
        </Fact>
        {waits && (
          <>
            <Fact name={t("whoDecides")}>{decidersOf(request)}</Fact>
            <Fact name={t("byWhen")}>
              <RelativeTime at={decideBy} /> <span className="text-muted">({dateOf(decideBy)})</span>
            </Fact>
          </>
        )}
        {decider && decidedAt && (
          <Fact name={t("decider")}>
            {decider}
            {onBehalfOf && <span className="text-muted"> {t("decidedFor", { login: onBehalfOf })}</span>}{" "}
            <RelativeTime at={decidedAt} className="text-muted" />
          </Fact>
        )}
        {comment && (
          <Fact name={t("comment")}>
            <span className="whitespace-pre-wrap break-words">{comment}</span>
          </Fact>
        )}
      </Facts>
      {waits && isOwn && <Withdraw request={request} />}
    </div>
  );
}

/** Takes one's own request back; what was asked may be asked again. */
function Withdraw({ request: { id, title } }: { request: RequestDetailView }) {
  const t = useTranslations("requests");
  const { plain } = useRequestWords();
  const client = useQueryClient();
  const [pending, start] = useTransition();
  const withdraw = () =>
    start(async () => {
      const result = await withdrawRequest({ requestId: id });
      if (result.ok) toast.success(t("done.withdraw", { what: plain(title) }));
      else toast.error(t("notWithdrawn"), { description: result.error.message });
      await client.invalidateQueries({ queryKey: ["requests"] });
    });
  return (
    <Button className="mt-3" pending={pending} onClick={withdraw}>
      {t("withdraw")}
    </Button>
  );
}
