"use client";
import { Denied } from "#components/shared/denied.tsx";
import { Failed } from "#components/shared/failed.tsx";
import type { Failure } from "#lib/platform/result.ts";

/** A read that did not come: not allowed, or failed. */
export function Trouble({ error, onRetry }: { error: Failure; onRetry?: () => void }) {
  if (error.code === "denied") return <Denied text={error.message} />;
  // Asking for the page again leads to sign-in and back; asking for the data alone would not.
  const retry = error.code === "unauthenticated" ? undefined : onRetry;
  return <Failed text={error.message} requestId={error.requestId} {...(retry ? { onRetry: retry } : {})} />;
}
