"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { toast } from "#components/ui/toast.ts";
import { retireCluster } from "#lib/clusters/cluster-actions.ts";
import { type ClusterUsesView, type ClusterView, clusterUsesOptions } from "#lib/clusters/cluster-client.ts";
import { ConnectionFailure } from "./connection-failure.tsx";

/** Takes a cluster out of use, after saying what still uses it; its name is typed. */
export function RetireDialog({ cluster, onDone }: { cluster: ClusterView; onDone: () => void }) {
  const t = useTranslations("clusters.retire");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const { data: uses } = useQuery({ ...clusterUsesOptions(cluster.id), enabled: open });
  const { name } = cluster;
  const change = useChange(
    () => retireCluster({ clusterId: cluster.id, name: typed }),
    () => {
      setOpen(false);
      toast.success(t("done", { name }));
      onDone();
    },
  );
  const isBlocked = !uses || uses.activeRunCount > 0;
  return (
    <ChangeDialog
      size="md"
      title={t("title", { name })}
      text={t("text")}
      verb={t("retire")}
      keep={t("keep")}
      destroys
      mayDo={!isBlocked && typed === name}
      change={change}
      refusal={change.failure && <ConnectionFailure failure={change.failure} />}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped("");
      }}
      trigger={<Button variant="danger">{t("button")}</Button>}
    >
      {uses ? <StillUses uses={uses} /> : <SkeletonRows rows={3} label={t("still")} />}
      <Field label={t("type", { name })}>
        <Input mono autoComplete="off" value={typed} onValueChange={setTyped} />
      </Field>
    </ChangeDialog>
  );
}

function StillUses({ uses }: { uses: ClusterUsesView }) {
  const t = useTranslations("clusters");
  const lines = [
    uses.namespaceCount > 0 && t("retire.grants", { count: uses.namespaceCount }),
    uses.serviceAccountCount > 0 && t("retire.serviceAccounts", { count: uses.serviceAccountCount }),
    uses.jobCount > 0 && t("retire.jobs", { count: uses.jobCount }),
    uses.unkeptLogCount > 0 && t("page.notKept", { count: uses.unkeptLogCount }),
  ].filter((line) => line !== false);
  return (
    <>
      {uses.activeRunCount > 0 && (
        <div role="alert" className="rounded-md bg-bad-soft px-3 py-2">
          <p className="text-bad">{t("retire.blocked", { count: uses.activeRunCount })}</p>
          <ul className="mt-1 list-disc pl-5">
            {uses.activeRuns.slice(0, 5).map(({ id, project, job }) => (
              <li key={id}>
                {project} / {job}
              </li>
            ))}
          </ul>
        </div>
      )}
      {lines.length > 0 && (
        <div>
          <p className="font-medium">{t("retire.still")}</p>
          <ul className="list-disc pl-5">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
