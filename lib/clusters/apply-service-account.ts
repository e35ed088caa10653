import { eq } from "drizzle-orm";
import { z } from "zod";
import { serviceAccounts } from "#db/schema/clusters.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { annotationsOf, carryOutPlan } from "./carry-out-plan.ts";
import { findServiceAccount, type PlacedServiceAccount } from "./find-service-account.ts";
import { openCluster } from "./open-cluster.ts";

/**
 * Creates a service account in its cluster, or repairs the annotations that are registered for it: what `service-account.manifest` showed,
 * and nothing else.
 *
 * The cluster is written to before the transaction, so that what is begun is audited first: a write whose process died is in the trail all
 * the same. The session asserts the cluster's UID before it writes.
 */
export const applyServiceAccount = defineCommand({
  name: "service-account.apply",
  input: z.strictObject({ serviceAccountId: z.uuid(), planHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  permission: "cluster:write",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  prepare: async (ctx, { planHash }, account) =>
    carryOutPlan(await openCluster(ctx.db, account.clusterId), account, {
      planHash,
      announce: (seen) =>
        ctx.db.transaction((tx) =>
          recordAudit(tx, ctx, {
            action: "service-account.apply-begun",
            outcome: "done",
            projectId: account.projectId,
            detail: {
              serviceAccountId: account.id,
              ...placeOf(account),
              action: seen.plan.action,
              before: annotationsOf(seen),
              after: seen.plan.manifest.metadata?.annotations ?? {},
              applied: seen.plan.manifest,
            },
          }),
        ),
    }),
  run: async ({ tx, target, prepared: { state, ...done } }) => {
    await tx
      .update(serviceAccounts)
      .set(state === "unknown" ? { observed: null, observedAt: null } : { observed: state, observedAt: new Date() })
      .where(eq(serviceAccounts.id, target.id));
    return done;
  },
  audit: (input, target, output) => ({ ...input, ...placeOf(target), ...output }),
});

const placeOf = (account: PlacedServiceAccount | undefined) =>
  account && { cluster: account.cluster, namespace: account.namespace, name: account.name };
