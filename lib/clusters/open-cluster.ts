import { eq } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { type Association, findAssociation } from "#lib/aws/eks.ts";
import { openAccount, openCredential } from "#lib/cloud/open-account.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import type { ClusterType } from "./cluster-type.ts";
import type { ClusterSession } from "./session.ts";
import { clusterTypes } from "./types/registry.ts";

export type ClusterRow = typeof clusters.$inferSelect;
export type OpenCluster = {
  cluster: ClusterRow;
  type: ClusterType;
  session: ClusterSession;
  /** The role that EKS Pod Identity gives to a service account's pods, asked of AWS. Throws what that throws. */
  associationOf(namespace: string, serviceAccount: string): Promise<Association | undefined>;
};

const maxOpen = 200;
/** Longer than any write may take, and than a watch lasts. */
const finishMs = 5 * 60_000;
/** One session a cluster and a version of its row: a changed connection or credential is a new session. */
const sessions = new Map<string, Promise<ClusterSession>>();

export function clusterTypeOf(name: string): ClusterType {
  const type = Object.hasOwn(clusterTypes, name) ? clusterTypes[name as keyof typeof clusterTypes] : undefined;
  if (!type) throw invalid("cluster-type-unknown", { type: name });
  return type as ClusterType;
}

/** Opens (or takes the open) session of a registered cluster. Throws `not-found`, or what connecting throws. */
export async function openCluster(db: Database | Transaction, clusterId: string): Promise<OpenCluster> {
  const [cluster] = await db.select().from(clusters).where(eq(clusters.id, clusterId));
  if (!cluster) throw notFound("no-cluster");
  const type = clusterTypeOf(cluster.type);
  const key = `${cluster.id}:${cluster.version}`;
  const opening = sessions.get(key) ?? connect(db, cluster, type);
  sessions.delete(key);
  sessions.set(key, opening);
  forget(cluster.id, key);
  try {
    return { cluster, type, session: await opening, associationOf: associationsOf(db, cluster) };
  } catch (error) {
    sessions.delete(key);
    throw error;
  }
}

const associationsOf =
  (db: Database | Transaction, cluster: ClusterRow): OpenCluster["associationOf"] =>
  async (namespace, serviceAccount) => {
    const account = await openAccount(db, cluster.cloudAccountId);
    if (account.kind !== "aws") return undefined;
    const clusterName = String(cluster.config.eksClusterName ?? "");
    return findAssociation(account.aws(cluster.region), { clusterName, namespace, serviceAccount });
  };

async function connect(db: Database | Transaction, cluster: ClusterRow, type: ClusterType): Promise<ClusterSession> {
  const account = await openAccount(db, cluster.cloudAccountId);
  const aws = account.kind === "aws" ? { aws: account.aws(cluster.region) } : {};
  const credential = cluster.sealedCredential ? openCredential(cluster.sealedCredential, cluster.id) : undefined;
  return type.connect(cluster.config, credential, { cluster: cluster.name, uid: cluster.uid, ...aws });
}

/**
 * Nobody gets the sessions of older versions of this cluster any more, nor the least lately used one where there are too many. What is under
 * way on them (a watch, a log, a write) goes on for a while: a new credential must not break it.
 */
function forget(clusterId: string, current: string): void {
  const old = [...sessions.keys()].filter((key) => key.startsWith(`${clusterId}:`) && key !== current);
  const oldest = sessions.size - old.length > maxOpen ? [...sessions.keys()].slice(0, 1) : [];
  for (const key of [...old, ...oldest]) {
    const forgotten = sessions.get(key);
    sessions.delete(key);
    const close = () => forgotten?.then((session) => session.close()).catch(() => {});
    setTimeout(close, finishMs).unref();
  }
}
