import { getPlacement } from "#lib/access/queries.ts";
import { ask } from "#lib/auth/ask.ts";
import { toWire } from "#lib/platform/wire.ts";

type Place = { clusterId: string; namespaceId: string } | null;

/** Where the form starts: the job's last placement while it may be used, else the first that may; with what is offered there. */
export async function startOf(project: string, last: Place) {
  const look = async (question: { clusterId?: string; namespaceId?: string }) => {
    const answer = await ask(getPlacement, { project, ...question });
    return answer.ok ? answer.data : undefined;
  };
  if (last) {
    const placement = await look({ clusterId: last.clusterId, namespaceId: last.namespaceId });
    const stillHolds =
      placement?.clusters.some(({ id, obstacle }) => id === last.clusterId && !obstacle) &&
      placement.namespaces.some(({ id, obstacle }) => id === last.namespaceId && !obstacle);
    if (placement && stillHolds)
      return { clusterId: last.clusterId, namespaceId: last.namespaceId, placement: toWire(placement) };
  }
  const nowhere = await look({});
  if (!nowhere) return undefined;
  const clusterId = nowhere.clusters.find(({ obstacle }) => !obstacle)?.id ?? null;
  const inCluster = clusterId ? await look({ clusterId }) : undefined;
  const namespaceId = inCluster?.namespaces.find(({ obstacle }) => !obstacle)?.id ?? null;
  const there = clusterId && namespaceId ? await look({ clusterId, namespaceId }) : undefined;
  return { clusterId, namespaceId, placement: toWire(there ?? inCluster ?? nowhere) };
}
