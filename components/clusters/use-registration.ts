"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { toast } from "#components/ui/toast.ts";
import { registerCluster } from "#lib/clusters/cluster-actions.ts";
import { clusterKeys } from "#lib/clusters/cluster-client.ts";
import { clusterHref } from "./cluster-href.ts";
import {
  type CredentialForm,
  connectionOf,
  type FieldErrors,
  type RegistrationForm,
  refusedFields,
} from "./registration-form.ts";
import { useConnectionTest } from "./use-connection-test.ts";

/** Tests the connection that the form describes, and registers it. */
export function useRegistration(onRegistered: () => void) {
  const t = useTranslations("clusters.form");
  const router = useRouter();
  const client = useQueryClient();
  const test = useConnectionTest();
  const [registering, startRegister] = useTransition();

  const check = (form: RegistrationForm, credential: CredentialForm, onRefused: (errors: FieldErrors) => void) =>
    test.check(connectionOf(form, credential), onRefused);

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
        test.fail(result?.error);
        return onRefused(refusedFields(result?.error.fields));
      }
      onRegistered();
      toast.success(t("registered", { name }));
      void client.invalidateQueries({ queryKey: clusterKeys.all });
      router.push(clusterHref(name));
    });

  return { ...test, registering, check, register };
}
