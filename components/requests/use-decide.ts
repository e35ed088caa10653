"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/ui/toast.ts";
import { decideRequest } from "#lib/access/actions.ts";
import type { RequestView } from "#lib/access/request-client.ts";
import type { Failure } from "#lib/platform/result.ts";
import { useRequestWords } from "./request-words.tsx";

type Decision = Pick<Parameters<typeof decideRequest>[0], "decision" | "comment" | "days" | "identity">;

/**
 * Decides a request as it was seen and tells the result; whatever came of it, what is shown is read anew. Gives whether it was
 * decided: where not, `failure` says why, and what was typed is the caller's to keep.
 */
export function useDecide() {
  const t = useTranslations("requests");
  const { plain } = useRequestWords();
  const client = useQueryClient();
  const [deciding, setDeciding] = useState<"approve" | "reject">();
  const [failure, setFailure] = useState<Failure>();

  async function decide(request: Pick<RequestView, "id" | "snapshotHash" | "title">, decision: Decision) {
    setDeciding(decision.decision);
    setFailure(undefined);
    const result = await decideRequest({
      requestId: request.id,
      seen: request.snapshotHash,
      ...decision,
    }).catch(() => undefined);
    if (!result) setFailure({ code: "unavailable", message: t("noAnswer"), requestId: "" });
    else if (!result.ok) setFailure(result.error);
    else
      toast.success(
        t(`done.${decision.decision}`, { what: plain(request.title) }),
        decision.decision === "approve" ? { description: t("done.approveText") } : {},
      );
    await client.invalidateQueries({ queryKey: ["requests"] });
    setDeciding(undefined);
    return result?.ok === true;
  }
  return { decide, deciding, failure };
}
