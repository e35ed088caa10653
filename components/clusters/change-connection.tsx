"use client";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { updateCluster } from "#lib/clusters/cluster-actions.ts";
import type { ClusterView } from "#lib/clusters/cluster-client.ts";
import { ApiServerFields } from "./api-server-fields.tsx";
import { ClusterReport } from "./cluster-report.tsx";
import { ConnectionFailure } from "./connection-failure.tsx";
import {
  connectionErrors,
  connectionOf,
  emptyCredential,
  emptyRegistration,
  type FieldErrors,
  type RegistrationForm,
  refusedFields,
} from "./registration-form.ts";
import { useConnectionTest } from "./use-connection-test.ts";

type Props = { cluster: ClusterView; onDone: () => void };

/** A cluster's new address, CA or credential: tried as at its registration, and kept where the same cluster answers. */
export function ChangeConnection({ cluster, onDone }: Props) {
  const t = useTranslations("clusters.change");
  const [open, setOpen] = useState(false);
  if (cluster.type !== "datacenter")
    return (
      <Tooltip content={t("ofAws")}>
        <Button disabled focusableWhenDisabled>
          {t("button")}
        </Button>
      </Tooltip>
    );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("button")}</Button>
      {open && <ChangeForm cluster={cluster} onDone={onDone} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChangeForm({ cluster, onDone, onClose }: Props & { onClose: () => void }) {
  const t = useTranslations("clusters.change");
  const report = useTranslations("clusters.report");
  const ui = useTranslations("ui");
  const [form, setForm] = useState<RegistrationForm>({
    ...emptyRegistration,
    type: "datacenter",
    name: cluster.name,
    cloudAccountId: cluster.cloudAccountId,
    region: cluster.region,
    server: cluster.server ?? "",
    ca: cluster.ca ?? "",
  });
  const [credential, setCredential] = useState(emptyCredential);
  const [errors, setErrors] = useState<FieldErrors>({});
  const test = useConnectionTest();
  const [pending, start] = useTransition();
  const submit = () =>
    start(async () => {
      const { config, credential: given } = connectionOf(form, credential);
      const result = await updateCluster({ id: cluster.id, config, credential: given }).catch(() => undefined);
      if (!result?.ok) {
        test.fail(result?.error);
        return setErrors(refusedFields(result?.error.fields));
      }
      toast.success(t("done", { name: cluster.name }));
      onDone();
      onClose();
    });
  const edit = (change: () => void) => {
    change();
    setErrors({});
    // What was found is of another connection.
    test.forget();
  };
  const check = () => {
    const wrong = connectionErrors(form, credential);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    test.check({ ...connectionOf(form, credential), clusterId: cluster.id }, setErrors);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t("title", { name: cluster.name })}
      description={t("text")}
      size="lg"
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button variant={test.report?.uid ? "secondary" : "primary"} pending={test.checking} onClick={check}>
            {test.report ? report("checkAgain") : t("check")}
          </Button>
          {test.report?.uid && (
            <Button variant="primary" pending={pending} onClick={submit}>
              {test.report.missing > 0 ? t("changeAnyway") : t("change")}
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <ApiServerFields
          form={form}
          onChange={(part) => edit(() => setForm((now) => ({ ...now, ...part })))}
          credential={credential}
          onCredential={(part) => edit(() => setCredential((now) => ({ ...now, ...part })))}
          errors={errors}
        />
        <div aria-live="polite" className="grid min-w-0 grid-cols-1 gap-4">
          {test.checking && (
            <p className="flex items-center gap-2 text-muted">
              <LoaderCircle aria-hidden className="size-4 animate-spin" />
              {report("checking")}
            </p>
          )}
          {test.failure && <ConnectionFailure failure={test.failure} />}
          {test.report && <ClusterReport report={test.report} />}
        </div>
      </div>
    </Dialog>
  );
}
