import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { clusterTypeNames } from "./cluster-type.ts";
import { clusterTypeOf } from "./open-cluster.ts";
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
  type,
  region,
  cloudAccountId,
  ...(typeof config.server === "string" ? { server: config.server.slice(0, 300) } : {}),
  ...(typeof config.eksClusterName === "string" ? { eksClusterName: config.eksClusterName.slice(0, 100) } : {}),
});

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
