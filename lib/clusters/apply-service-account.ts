import { eq } from "drizzle-orm";
import { z } from "zod";
import { serviceAccounts } from "#db/schema/clusters.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { defineCommand } from "#lib/platform/command.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { codeOf, conflict, refused } from "#lib/platform/errors.ts";
import { findServiceAccount, type PlacedServiceAccount } from "./find-service-account.ts";
import { lookAtServiceAccount, type SeenServiceAccount, stateOf } from "./look-at-service-account.ts";
import { type OpenCluster, openCluster } from "./open-cluster.ts";
import type { Blocked } from "./service-account-plan.ts";

/**
 * Creates a service account in its cluster, or repairs the annotations that Slipway has registered for it: what `service-account.manifest`
 * showed, and nothing else. Where the cluster has changed since, it is a `conflict`; where it is already as wanted, nothing is done.
 *
 * The cluster is written to before the transaction, so that what is begun is audited first: a write whose process died is in the trail all
 * the same. The session asserts the cluster's UID before it writes.
 */
export const applyServiceAccount = defineCommand({
  name: "service-account.apply",
  input: z.strictObject({ serviceAccountId: z.uuid(), planHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  permission: "cluster:write",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  prepare: async (ctx, { planHash }, account) => {
    const open = await openCluster(ctx.db, account.clusterId);
    const before = await lookAtServiceAccount(open, account);
    const { action, blocked, hash } = before.plan;
    if (action === "none")
      return { action, before: annotationsOf(before), after: annotationsOf(before), state: stateOf(before) };
    if (blocked) throw refused(sentenceOf(blocked, account));
    if (hash !== planHash)
      throw conflict(`${account.name} has changed in ${account.cluster} since this was shown: look at it again`);
    await announce(ctx, account, before);
    const after = await write(open, account, before);
    return { action, before: annotationsOf(before), after: annotationsOf(after), state: stateOf(after) };
  },
  run: async ({ tx, target, prepared: { state, ...done } }) => {
    await tx
      .update(serviceAccounts)
      .set({ observed: state, observedAt: new Date() })
      .where(eq(serviceAccounts.id, target.id));
    return done;
  },
  audit: (input, target, output) => ({ ...input, ...placeOf(target), ...output }),
});

async function write(open: OpenCluster, account: PlacedServiceAccount, { found, plan }: SeenServiceAccount) {
  const { namespace, name } = account;
  try {
    if (plan.action === "create") await open.session.create(plan.manifest);
    else {
      // Of the very object that was looked at: one that changed meanwhile, or is another's by now, is a conflict.
      const { uid, resourceVersion } = found?.metadata ?? {};
      const { annotations } = plan.manifest.metadata ?? {};
      await open.session.patch("ServiceAccount", namespace, name, { metadata: { uid, resourceVersion, annotations } });
    }
  } catch (error) {
    // Whether a write that was not answered happened, the cluster knows: it is looked at below.
    if (codeOf(error) !== "timeout") throw error;
    const after = await lookAtServiceAccount(open, account);
    if (after.plan.action !== "none") throw error;
    return after;
  }
  return lookAtServiceAccount(open, account);
}

const announce = (ctx: RequestContext, account: PlacedServiceAccount, { found, plan }: SeenServiceAccount) =>
  ctx.db.transaction((tx) =>
    recordAudit(tx, ctx, {
      action: "service-account.apply-begun",
      outcome: "done",
      projectId: account.projectId,
      detail: {
        serviceAccountId: account.id,
        ...placeOf(account),
        action: plan.action,
        before: annotationsOf({ found }),
        applied: plan.manifest,
      },
    }),
  );

const annotationsOf = ({ found }: Pick<SeenServiceAccount, "found">) =>
  found ? (found.metadata?.annotations ?? {}) : null;

const placeOf = (account: PlacedServiceAccount | undefined) =>
  account && { cluster: account.cluster, namespace: account.namespace, name: account.name };

function sentenceOf(blocked: Blocked, { name, namespace }: PlacedServiceAccount): string {
  const what = `Service account ${namespace}/${name}`;
  if (blocked.code === "being-deleted") return `${what} is being deleted: look again in a moment`;
  if (blocked.code === "another-project")
    return `${what} belongs to project ${blocked.project}: Slipway leaves it alone`;
  return `${what} is managed by ${blocked.manager}: change it there, or it would be changed back`;
}
