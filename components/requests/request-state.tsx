"use client";
import { useTranslations } from "next-intl";
import { StatusMark, type Tone } from "#components/shared/status-mark.tsx";
import type { RequestView } from "#lib/access/request-client.ts";

const tones: Record<RequestView["state"], Tone> = {
  pending: "warn",
  approved: "good",
  rejected: "bad",
  withdrawn: "none",
  expired: "none",
};

/** What became of a request: icon, word and colour. */
export function RequestState({ state, className }: { state: RequestView["state"]; className?: string }) {
  const t = useTranslations("requests.state");
  return (
    <StatusMark tone={tones[state]} {...(className ? { className } : {})}>
      {t(state)}
    </StatusMark>
  );
}
