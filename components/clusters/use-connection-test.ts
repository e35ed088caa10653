"use client";
import { useRef, useState, useTransition } from "react";
import { testConnection } from "#lib/clusters/cluster-actions.ts";
import type { ClusterReportView } from "#lib/clusters/cluster-client.ts";
import { noAnswer } from "#lib/platform/read.ts";
import type { Failure } from "#lib/platform/result.ts";
import { toWire } from "#lib/platform/wire.ts";
import { type FieldErrors, refusedFields } from "./registration-form.ts";

type Found = { report?: ClusterReportView; failure?: Failure };

/** Tests a connection and keeps what was found of the one that was asked about last. */
export function useConnectionTest() {
  const [found, setFound] = useState<Found>({});
  const [checking, startCheck] = useTransition();
  const newest = useRef(0);

  /** Gives the fields that were refused, so that the page can go back to them. */
  const check = (connection: Parameters<typeof testConnection>[0], onRefused: (errors: FieldErrors) => void) => {
    const number = ++newest.current;
    setFound({});
    startCheck(async () => {
      const result = await testConnection(connection).catch(() => undefined);
      // An answer to what was asked before is of another connection.
      if (number !== newest.current) return;
      if (result?.ok) return setFound({ report: toWire(result.data) });
      setFound({ failure: result?.error ?? noAnswer });
      const errors = result?.error.code === "invalid" ? refusedFields(result.error.fields) : {};
      if (Object.keys(errors).length > 0) onRefused(errors);
    });
  };
  const forget = () => {
    newest.current++;
    setFound({});
  };
  return {
    ...found,
    checking,
    check,
    /** What was found stays, beside why it was not kept. */
    fail: (failure: Failure = noAnswer) => setFound((now) => ({ ...now, failure })),
    forget,
  };
}
