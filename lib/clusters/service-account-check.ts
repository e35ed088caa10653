import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { serviceAccounts } from "#db/schema/clusters.ts";
import { associationCommand } from "#lib/aws/association-command.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { say, says } from "#lib/platform/say.ts";
import { findServiceAccount, findServiceAccounts, type PlacedServiceAccount } from "./find-service-account.ts";
import {
  lookAtServiceAccount,
  type SeenAssociation,
  type SeenServiceAccount,
  type State,
  stateOf,
} from "./look-at-service-account.ts";
import { type OpenCluster, openCluster } from "./open-cluster.ts";
import type { Blocked, Difference } from "./service-account-plan.ts";

/** A list does not wait longer for a cluster. */
const patienceMs = 5000;

export type ServiceAccountState = {
  id: string;
  /** `unknown` where the cluster did not say, or AWS of its association: `problem` has why. */
  state: State;
  differences: Difference[];
  blocked: Blocked | null;
  secret: SeenServiceAccount["secret"];
  problem: string | null;
};

/**
 * Looks at service accounts in their clusters, those of a page at once: there, and annotated as registered? What was seen is kept with each,
 * so that the list can be narrowed to what has drifted.
 */
export const checkServiceAccounts = defineQuery({
  name: "service-account.check",
  input: z.strictObject({ ids: z.array(z.uuid()).max(100) }),
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: async ({ db, input: { ids } }): Promise<ServiceAccountState[]> => {
    const accounts = ids.length > 0 ? await findServiceAccounts(db, ids) : [];
    return Promise.all(accounts.map((account) => checkServiceAccount(db, account)));
  },
});

/** Looks at one in its cluster, and keeps what was seen with it. Never throws: what could not be asked is `unknown`. */
export async function checkServiceAccount(db: Database, account: PlacedServiceAccount): Promise<ServiceAccountState> {
  const { id } = account;
  try {
    const seen = await lookAtServiceAccount(await openCluster(db, account.clusterId), account, {
      timeoutMs: patienceMs,
    });
    const state = stateOf(seen);
    if (state !== "unknown") await keep(db, account, state);
    const { differences, blocked } = seen.plan;
    const problem = seen.association?.verdict === "unknown" ? seen.association.problem : null;
    return { id, state, differences, blocked, secret: seen.secret, problem };
  } catch (error) {
    if (!(error instanceof SlipwayError))
      log.error({ err: error, serviceAccountId: id }, "a service account could not be checked");
    const problem = error instanceof SlipwayError ? error.publicMessage : say(says("service-account-unchecked"));
    return { id, state: "unknown", differences: [], blocked: null, secret: null, problem };
  }
}

/** Of the registration that was looked at, not of one that somebody made meanwhile. */
const keep = (db: Database, { id, version }: PlacedServiceAccount, observed: Exclude<State, "unknown">) =>
  db
    .update(serviceAccounts)
    .set({ observed, observedAt: new Date(), updatedAt: sql`${serviceAccounts.updatedAt}` })
    .where(and(eq(serviceAccounts.id, id), eq(serviceAccounts.version, version)));

/** What creating or repairing a service account would send to its cluster, and what is there now. */
export const getServiceAccountManifest = defineQuery({
  name: "service-account.manifest",
  input: z.strictObject({ serviceAccountId: z.uuid() }),
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const open = await openCluster(db, target.clusterId);
    const { plan, secret, association } = await lookAtServiceAccount(open, target);
    const { action, differences, blocked, yaml, hash } = plan;
    const { cluster, namespace, name } = target;
    const toAssociate = association && whatAssociates(open, target, association);
    return { action, differences, blocked, yaml, hash, secret, association, toAssociate, cluster, namespace, name };
  },
});

/** The command that gives the service account the association that it needs: that is not Slipway's to do. */
function whatAssociates(
  { cluster: { region, config } }: OpenCluster,
  { namespace, name: serviceAccount, roleArn }: PlacedServiceAccount,
  association: SeenAssociation,
): string | null {
  if (!roleArn || association.verdict === "same" || association.verdict === "unknown") return null;
  const of = { region, clusterName: String(config.eksClusterName ?? ""), namespace, serviceAccount, roleArn };
  return associationCommand(of, association.verdict === "differs" ? association.found.id : undefined);
}
export type ServiceAccountManifest = Extract<
  Awaited<ReturnType<(typeof getServiceAccountManifest)["execute"]>>,
  { ok: true }
>["data"];
