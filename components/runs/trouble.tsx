"use client";
import { useParams } from "next/navigation";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { Denied } from "#components/shared/denied.tsx";
import { Failed } from "#components/shared/failed.tsx";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { projectRoles } from "#lib/access/policy.ts";
import type { Failure } from "#lib/platform/result.ts";

/** A read that did not come: not allowed, or failed. */
export function Trouble({ error, onRetry }: { error: Failure; onRetry?: () => void }) {
  const wordsOf = useFailureWords();
  const { project } = useParams<{ project?: string }>();
  if (error.code === "denied") {
    const role = projectRoles.find((each) => each === error.missing?.role);
    return (
      <Denied
        text={error.message}
        action={role && project && <RequestAccess asking={{ kind: "project-role", project, role }} />}
      />
    );
  }
  // Asking for the page again leads to sign-in and back; asking for the data alone would not.
  const retry = error.code === "unauthenticated" ? undefined : onRetry;
  return <Failed text={wordsOf(error)} requestId={error.requestId} {...(retry ? { onRetry: retry } : {})} />;
}
