"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState, useTransition } from "react";
import { toast } from "#components/ui/toast.ts";
import { registerCluster, testConnection } from "#lib/clusters/cluster-actions.ts";
import { type ClusterReportView, clusterKeys } from "#lib/clusters/cluster-client.ts";
import type { Failure } from "#lib/platform/result.ts";
import { toWire } from "#lib/platform/wire.ts";
import { clusterHref } from "./cluster-href.ts";
import {
  type CredentialForm,
  connectionOf,
  type FieldErrors,
  type RegistrationForm,
  refusedFields,
} from "./registration-form.ts";

const noAnswer: Failure = { code: "unavailable", message: "", requestId: "" };
type Found = { report?: ClusterReportView; failure?: Failure };

/** Tests the connection that the form describes, and registers it. */
export function useRegistration(onRegistered: () => void) {
  const t = useTranslations("clusters.form");
  const router = useRouter();
  const client = useQueryClient();
  const [found, setFound] = useState<Found>({});
  const [checking, startCheck] = useTransition();
  const [registering, startRegister] = useTransition();
  const newest = useRef(0);

  /** Gives the fields that were refused, so that the page can go back to them. */
  const check = (form: RegistrationForm, credential: CredentialForm, onRefused: (errors: FieldErrors) => void) => {
    const number = ++newest.current;
    setFound({});
    startCheck(async () => {
      const result = await testConnection(connectionOf(form, credential)).catch(() => undefined);
      // An answer to what was asked before is of another connection.
      if (number !== newest.current) return;
      if (result?.ok) return setFound({ report: toWire(result.data) });
      setFound({ failure: result?.error ?? noAnswer });
      const errors = result?.error.code === "invalid" ? refusedFields(result.error.fields) : {};
      if (Object.keys(errors).length > 0) onRefused(errors);
    });
  };

  const register = (form: RegistrationForm, credential: CredentialForm, onRefused: (errors: FieldErrors) => void) =>
    startRegister(async () => {
      const name = form.name.trim();
      const { residency, logBucketId } = form;
      const input = {
        ...connectionOf(form, credential),
        name,
        residency: residency ?? "",
        logBucketId: logBucketId ?? "",
      };
      const result = await registerCluster(input).catch(() => undefined);
      if (!result?.ok) {
        setFound((now) => ({ ...now, failure: result?.error ?? noAnswer }));
        return onRefused(refusedFields(result?.error.fields));
      }
      onRegistered();
      toast.success(t("registered", { name }));
      void client.invalidateQueries({ queryKey: clusterKeys.all });
      router.push(clusterHref(name));
    });

  return { ...found, checking, registering, check, register, forget: () => setFound({}) };
}
