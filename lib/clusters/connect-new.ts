import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { sha256Hex } from "#lib/platform/crypto.ts";
import { notFound, refused, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { type ClusterTypeName, clusterTypeNames } from "./cluster-type.ts";
import { type ClusterRow, clusterTypeOf } from "./open-cluster.ts";
import type { ClusterSession } from "./session.ts";

/** How a cluster is to be reached, before it is one of Slipway's. */
export const NewConnection = z.strictObject({
  type: z.enum(clusterTypeNames),
  region: z.string().min(1).max(63),
  cloudAccountId: z.uuid(),
  /** The type's own settings and credential; checked by the type. */
  config: z.record(z.string(), z.unknown()),
  credential: z.record(z.string(), z.unknown()).nullable().default(null),
});
export type NewConnection = z.output<typeof NewConnection>;

/** Runs `look` with a session that nothing else uses, and closes it. `name` is what errors call the cluster. */
export async function withNewConnection<T>(
  db: Database,
  { type, region, cloudAccountId, config, credential }: NewConnection,
  name: string | undefined,
  look: (session: ClusterSession) => Promise<T>,
): Promise<T> {
  const account = await openAccount(db, cloudAccountId);
  const aws = account.kind === "aws" ? { aws: account.aws(region) } : {};
  const session = await clusterTypeOf(type).connect(config, credential ?? undefined, {
    ...(name ? { cluster: name } : {}),
    ...aws,
  });
  try {
    return await look(session);
  } finally {
    session.close();
  }
}

/** What of a connection the audit trail may say: where it leads, and never the credential. */
export const connectionWords = ({ type, region, cloudAccountId, config }: NewConnection) => ({
  ...configWords(config),
  type,
  region,
  cloudAccountId,
});

/** Of a connection's settings those that are known, and of an authority its hash: whatever else was sent may be a credential. */
export const configWords = ({ server, eksClusterName, region, ca }: Record<string, unknown>) => ({
  ...(typeof server === "string" ? { server: server.slice(0, 300) } : {}),
  ...(typeof eksClusterName === "string" ? { eksClusterName: eksClusterName.slice(0, 100) } : {}),
  ...(typeof region === "string" ? { region: region.slice(0, 63) } : {}),
  ...(typeof ca === "string" ? { caSha256: sha256Hex(ca) } : {}),
});

/** What sort of credential a cluster has of its own, and never the credential; null where it says none. */
export function credentialKind(credential: unknown): string | null {
  const kind = (credential as { kind?: unknown } | null | undefined)?.kind;
  return typeof kind === "string" ? kind.slice(0, 40) : null;
}

/** Throws `conflict`, with its name, where the cluster with this UID is one of Slipway's already; a retired one may come back. */
export async function refuseKnownUid(db: Database | Transaction, uid: string): Promise<void> {
  const [known] = await db
    .select({ name: clusters.name })
    .from(clusters)
    .where(and(eq(clusters.uid, uid), isNull(clusters.retiredAt)));
  if (known)
    throw new SlipwayError("conflict", {
      says: says("cluster-known", { name: known.name }),
      fields: { uid: says("name", { name: known.name }) },
    });
}

/** A cluster that is one of Slipway's and not retired, with the name of its type; throws `not-found`. */
export async function findReached(
  db: Database | Transaction,
  clusterId: string,
): Promise<ClusterRow & { type: ClusterTypeName }> {
  const [cluster] = await db
    .select()
    .from(clusters)
    .where(and(eq(clusters.id, clusterId), isNull(clusters.retiredAt)));
  if (!cluster) throw notFound("no-cluster");
  return { ...cluster, type: z.enum(clusterTypeNames).parse(cluster.type) };
}

/** Throws `refused` where what answers is another cluster than the one that was registered. */
export function refuseOtherUid({ name, uid }: Pick<ClusterRow, "name" | "uid">, answered: string): void {
  if (answered !== uid) throw refused("cluster-answers-as-another", { name, uid: answered });
}
