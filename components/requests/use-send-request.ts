"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "#components/ui/toast.ts";
import type { Failure, Result } from "#lib/platform/result.ts";
import { requestHref } from "./inbox-params.ts";

/** Sends a request and tells that it is on its way, with the way to it; a refusal is kept beside what was typed. */
export function useSendRequest(onSent: () => void) {
  const t = useTranslations("requestAccess");
  const router = useRouter();
  const client = useQueryClient();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  async function send(what: string, ask: () => Promise<Result<{ requestId: string }>>) {
    setSending(true);
    setFailure(undefined);
    const result = await ask().catch(() => undefined);
    if (!result) setFailure({ code: "unavailable", message: "", requestId: "" });
    else if (!result.ok) setFailure(result.error);
    await client.invalidateQueries({ queryKey: ["requests"] });
    setSending(false);
    if (!result?.ok) return;
    const { requestId } = result.data;
    onSent();
    toast.success(t("sent", { what }), {
      description: t("sentText"),
      action: { label: t("open"), onClick: () => router.push(requestHref("mine", requestId)) },
    });
  }
  return { send, sending, failure };
}
