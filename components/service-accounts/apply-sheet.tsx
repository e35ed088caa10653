"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { Refusal } from "#components/shared/refusal.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { YamlView } from "#components/shared/yaml-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { toast } from "#components/ui/toast.ts";
import { applyServiceAccount } from "#lib/clusters/service-account-actions.ts";
import { type ManifestView, manifestOptions, type ServiceAccountView } from "#lib/clusters/service-account-client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { AssociationNote } from "./association-note.tsx";
import { blockedParams } from "./state-mark.tsx";

type Props = { row: ServiceAccountView; mayChange: boolean; onClose: () => void; onDone: () => void };

/** Exactly what would be sent to the cluster to have a service account there as it is registered; and the button that sends it. */
export function ApplySheet({ row, mayChange, onClose, onDone }: Props) {
  const t = useTranslations("serviceAccounts");
  const ui = useTranslations("ui");
  const { data, error, isFetching, refetch } = useQuery(manifestOptions(row.id));
  const { submit, pending, failure } = useChange(
    () => applyServiceAccount({ serviceAccountId: row.id, planHash: data?.hash ?? "" }),
    ({ action }) => {
      toast.success(t(`done.${action}`, { name: row.name, cluster: row.cluster.name }));
      onDone();
    },
  );
  const names = { name: row.name, namespace: row.namespace, cluster: row.cluster.name };
  const task = data && data.action !== "none" && !data.blocked ? data.action : undefined;
  return (
    <Sheet
      wide
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`sheet.${data?.action ?? "none"}`, names)}
      description={t("sheetText", names)}
      footer={
        <>
          <DialogClose>{ui("close")}</DialogClose>
          {failure?.code === "conflict" && (
            <Button pending={isFetching} onClick={() => void refetch()}>
              {t("lookAgain")}
            </Button>
          )}
          {task && mayChange && (
            <Button variant="primary" pending={pending} onClick={submit}>
              {t(`apply.${task}`)}
            </Button>
          )}
        </>
      }
    >
      {!data && isFetching && <SkeletonRows rows={6} label={ui("loading")} />}
      {!data && error instanceof ReadError && <Trouble error={error.failure} onRetry={() => void refetch()} />}
      {data && <Plan plan={data} />}
      {task && !mayChange && <p className="mt-3 text-muted">{t("readOnly")}</p>}
      <Refusal failure={failure} />
    </Sheet>
  );
}

function Plan({ plan }: { plan: ManifestView }) {
  const t = useTranslations("serviceAccounts");
  const { action, blocked, differences, yaml, secret, association } = plan;
  return (
    <>
      {action === "none" && (association === null || association.verdict === "same") && (
        <p className="mb-3">
          <StatusMark tone="good">{t("asRegistered")}</StatusMark>
        </p>
      )}
      {action === "repair" && differences.length > 0 && (
        <dl className="mb-4 grid gap-3">
          {differences.map(({ annotation, found, wanted }) => (
            <div key={annotation} className="rounded-md border border-line px-3 py-2">
              <dt>
                <code className="font-mono text-sm">{annotation}</code>
              </dt>
              <dd className="mt-1 grid gap-1 text-sm sm:grid-cols-[auto_1fr] sm:gap-x-3">
                <span className="text-muted">{t("inCluster")}</span>
                <code className="break-all font-mono text-bad">{found ?? t("noValue")}</code>
                <span className="text-muted">{t("registered")}</span>
                <code className="break-all font-mono text-good">{wanted ?? t("noValue")}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {blocked && (
        <p role="status" className="mb-4 rounded-md bg-warn-soft px-3 py-2 text-warn">
          {t(`blocked.${blocked.code}`, blockedParams(blocked))}
        </p>
      )}
      {secret === "absent" && (
        <p role="status" className="mb-4 rounded-md bg-warn-soft px-3 py-2 text-warn">
          {t("secretAbsentText")}
        </p>
      )}
      {association && <AssociationNote association={association} command={plan.toAssociate} />}
      {action !== "none" && (
        <>
          <p className="mb-2 text-muted">{t(`yaml.${action}`)}</p>
          <YamlView yaml={yaml} />
        </>
      )}
    </>
  );
}
