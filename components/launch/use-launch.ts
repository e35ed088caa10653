"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { runHref } from "#components/runs/run-href.ts";
import { noAnswer } from "#lib/platform/read.ts";
import type { Failure } from "#lib/platform/result.ts";
import { launchRun } from "#lib/runs/actions.ts";
import { runKeys } from "#lib/runs/client.ts";
import type { Asked } from "./launch-form.ts";
import { launchKeyOf, newNonce } from "./launch-key.ts";

/** Kept across a reload, so that a try after a lost answer is still the same launch. */
function nonceOf(jobId: string): string {
  const key = `slipway.launch-nonce.${jobId}`;
  const nonce = sessionStorage.getItem(key) ?? newNonce();
  sessionStorage.setItem(key, nonce);
  return nonce;
}

/** Launches and goes to the run; a refusal is kept until the next try, and the form is left as it is. */
export function useLaunch(project: string, onLaunched: () => void) {
  const router = useRouter();
  const client = useQueryClient();
  const [refusal, setRefusal] = useState<Failure>();
  const [launching, start] = useTransition();

  const launch = (asked: Asked) =>
    start(async () => {
      setRefusal(undefined);
      const idempotencyKey = launchKeyOf(nonceOf(asked.jobId), asked);
      const result = await launchRun({ ...asked, idempotencyKey }).catch(() => undefined);
      if (!result) {
        setRefusal(noAnswer);
        return;
      }
      if (!result.ok) {
        setRefusal(result.error);
        return;
      }
      sessionStorage.removeItem(`slipway.launch-nonce.${asked.jobId}`);
      onLaunched();
      void client.invalidateQueries({ queryKey: runKeys.project(project) });
      router.push(runHref(project, result.data.runId));
    });
  return { launch, launching, refusal, dismiss: () => setRefusal(undefined) };
}
