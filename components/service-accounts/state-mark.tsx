"use client";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusMark, type Tone } from "#components/shared/status-mark.tsx";
import type { ServiceAccountView, StateView } from "#lib/clusters/service-account-client.ts";

const tones: Record<StateView["state"], Tone> = {
  same: "good",
  differs: "bad",
  absent: "bad",
  "secret-absent": "bad",
  "association-absent": "bad",
  "association-differs": "bad",
  unknown: "warn",
};

type Props = { row: ServiceAccountView; state: StateView | undefined };

/** Found in the cluster, and the same as registered? Until the cluster has answered, what was seen last. */
export function StateMark({ row, state }: Props) {
  const t = useTranslations("serviceAccounts");
  if (!state)
    return row.observed && row.observedAt ? (
      <span className="inline-flex flex-wrap items-baseline gap-x-2">
        <StatusMark tone={tones[row.observed]}>{t(`state.${row.observed}`)}</StatusMark>
        <RelativeTime at={row.observedAt} className="text-muted text-sm" />
      </span>
    ) : (
      <StatusMark tone="none">{t("checking")}</StatusMark>
    );
  const why = state.problem ?? (state.blocked && t(`blocked.${state.blocked.code}`, blockedParams(state.blocked)));
  return (
    <span className="block min-w-0">
      <StatusMark tone={tones[state.state]}>{t(`state.${state.state}`)}</StatusMark>
      {why && state.state !== "same" && (
        <span className="block max-w-72 truncate text-muted text-sm" title={why}>
          {why}
        </span>
      )}
      {state.state === "same" && state.secret === "unknown" && (
        <span className="block text-muted text-sm">{t("secretUnknown")}</span>
      )}
    </span>
  );
}

export const blockedParams = (blocked: NonNullable<StateView["blocked"]>) => ({
  manager: blocked.code === "managed-elsewhere" ? blocked.manager : "",
  project: blocked.code === "another-project" ? blocked.project : "",
});
