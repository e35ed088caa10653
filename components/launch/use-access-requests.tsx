"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Asking } from "#components/requests/asking.ts";
import { useOwnWaiting } from "#components/requests/use-own-waiting.ts";
import { useSentence } from "#components/runs/use-sentence.ts";
import type { ObstacleView, PlacementView } from "#lib/access/client.ts";
import type { ProjectRole } from "#lib/access/policy.ts";
import type { Missing } from "#lib/platform/errors.ts";
import type { LaunchForm } from "./launch-form.ts";

const RequestAccessDialog = dynamic(
  () => import("#components/requests/request-access-dialog.tsx").then((m) => m.RequestAccessDialog),
  { ssr: false },
);

/** What an option that is greyed adds to itself: why, and the way to it. */
type Greyed = { disabledReason: string; action?: { label: string; onSelect: () => void } };

export type AccessRequests = {
  /** Why an option may not be chosen, with the request for it where it can be asked for. */
  greyed: (obstacle: ObstacleView, missing?: Asking) => Greyed;
  /** What is missing in the words of this form; undefined for what nobody can be asked for here. */
  askingOf: (missing: Missing | undefined) => Asking | undefined;
  /** A namespace of a cluster of which the project has none. */
  askingIn: (cluster: PlacementView["clusters"][number]) => Asking;
};

type JobView = { projectSlug: string; jobId: string; name: string };

/** Turns what the form lacks into requests that are filled in; `dialog` is where one is written. */
export function useAccessRequests(job: JobView, form: LaunchForm, placement: PlacementView) {
  const t = useTranslations("requestAccess");
  const sentence = useSentence();
  const waitingFor = useOwnWaiting();
  const [asked, setAsked] = useState<{ asking: Asking; turn: number; open: boolean }>();
  const ask = (asking: Asking) => setAsked((last) => ({ asking, turn: (last?.turn ?? 0) + 1, open: true }));

  const { projectSlug: project } = job;
  const from = { job: { id: job.jobId, name: job.name } };
  const askingOf = (missing: Missing | undefined) => {
    const asking = missing && toAsking(missing, project, form, placement);
    return asking && { ...asking, ...from };
  };
  const requests: AccessRequests = {
    askingOf,
    askingIn: ({ id, name, residency }) => ({
      ...from,
      kind: "namespace",
      project,
      clusterId: id,
      cluster: name,
      residency,
      namespaceId: null,
      namespace: "",
    }),
    greyed: (obstacle, asking = askingOf(obstacle.missing)) => {
      const why = sentence("preflight", obstacle.code, obstacle.params);
      if (!asking) return { disabledReason: why };
      const waiting = waitingFor(asking);
      if (!waiting) return { disabledReason: why, action: { label: t("button"), onSelect: () => ask(asking) } };
      const { decidingProject } = waiting;
      return { disabledReason: decidingProject ? t("waitsOwners", { project: decidingProject }) : t("waitsAdmins") };
    },
  };
  const dialog = asked && (
    <RequestAccessDialog
      key={asked.turn}
      asking={asked.asking}
      open={asked.open}
      onOpenChange={(open) => setAsked({ ...asked, open })}
    />
  );
  return { requests, dialog };
}

function toAsking(
  missing: Missing,
  project: string,
  { clusterId, namespaceId }: LaunchForm,
  placement: PlacementView,
): Asking | undefined {
  if (missing.kind === "project-role") return { kind: "project-role", project, role: missing.role as ProjectRole };
  const cluster = placement.clusters.find(({ id }) => id === clusterId);
  if (!cluster) return undefined;
  const place = { project, cluster: cluster.name, residency: cluster.residency };
  const namespaceOf = (id: string | null | undefined) => placement.namespaces.find((each) => each.id === id);
  if (missing.kind === "namespace" || missing.kind === "service-account") {
    const namespace = namespaceOf(missing.namespaceId);
    if (!namespace) return undefined;
    const there = { ...place, namespaceId: namespace.id, namespace: namespace.name };
    return missing.kind === "namespace"
      ? { kind: "namespace", clusterId: cluster.id, ...there }
      : { kind: "service-account", ...there };
  }
  const kinds = { bucket: placement.buckets, "image-repository": placement.repositories, secret: placement.secrets };
  for (const [resourceKind, options] of Object.entries(kinds)) {
    const resource = options.find(({ id }) => id === missing.cloudResourceId);
    const { serviceAccount } = placement;
    // Bound to nothing: the service account comes first.
    if (resource && serviceAccount && serviceAccount.id === missing.serviceAccountId)
      return {
        kind: "binding",
        ...place,
        namespace: namespaceOf(namespaceId)?.name ?? "",
        cloudResourceId: resource.id,
        resource: resource.name,
        resourceKind: resourceKind as keyof typeof kinds,
        serviceAccountId: serviceAccount.id,
        serviceAccount: serviceAccount.name,
      };
  }
  return undefined;
}
