"use client";
import { Denied } from "#components/shared/denied.tsx";
import { Failed } from "#components/shared/failed.tsx";
import type { Failure } from "#lib/platform/result.ts";

/** A read that did not come: not allowed, or failed. */
export function Trouble({ error, onRetry }: { error: Failure; onRetry?: () => void }) {
  if (error.code === "denied") return <Denied text={error.message} />;
  return <Failed text={error.message} requestId={error.requestId} {...(onRetry ? { onRetry } : {})} />;
}
