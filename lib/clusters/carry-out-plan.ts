import { codeOf, conflict, refused, type SlipwayError } from "#lib/platform/errors.ts";
import type { PlacedServiceAccount } from "./find-service-account.ts";
import {
  type LookedAt,
  lookAtServiceAccount,
  type SeenServiceAccount,
  type State,
  stateOf,
} from "./look-at-service-account.ts";
import type { Blocked, ServiceAccountPlan } from "./service-account-plan.ts";

type Options = {
  /** Of the plan that was shown. */
  planHash: string;
  /** Called before the cluster is written to; where it fails, nothing is. */
  announce: (seen: SeenServiceAccount) => Promise<void>;
};
type Annotations = Record<string, string> | null;
export type CarriedOut = {
  action: ServiceAccountPlan["action"];
  before: Annotations;
  after: Annotations;
  state: State;
};

/**
 * Has a service account in its cluster as registered, by the plan that was shown and no other. As it should be already: nothing is done.
 * `conflict` where the cluster has changed since, `refused` where the object is somebody else's to change.
 */
export async function carryOutPlan(
  open: LookedAt,
  account: PlacedServiceAccount,
  { planHash, announce }: Options,
): Promise<CarriedOut> {
  const before = await lookAtServiceAccount(open, account);
  const { action, blocked, hash } = before.plan;
  if (action === "none") return { action, ...change(before, before) };
  if (blocked) throw refusalOf(blocked, account);
  if (hash !== planHash) throw conflict("service-account-moved", { name: account.name, cluster: account.cluster });
  await announce(before);
  return { action, ...change(before, await write(open, account, before)) };
}

export const annotationsOf = ({ found }: SeenServiceAccount): Annotations =>
  found ? (found.metadata?.annotations ?? {}) : null;

const change = (before: SeenServiceAccount, after: SeenServiceAccount) => ({
  before: annotationsOf(before),
  after: annotationsOf(after),
  state: stateOf(after),
});

async function write(
  open: LookedAt,
  account: PlacedServiceAccount,
  { found, plan }: SeenServiceAccount,
): Promise<SeenServiceAccount> {
  try {
    if (plan.action === "create") await open.session.create(plan.manifest);
    else {
      // Of the very object that was looked at: one that changed meanwhile, or is another by now, is a conflict.
      const { uid, resourceVersion } = found?.metadata ?? {};
      const { annotations } = plan.manifest.metadata ?? {};
      const change = { metadata: { uid, resourceVersion, annotations } };
      await open.session.patch("ServiceAccount", account.namespace, account.name, change);
    }
  } catch (error) {
    // Whether a write that was not answered happened, the cluster knows.
    if (codeOf(error) !== "timeout") throw error;
    const after = await lookAtServiceAccount(open, account);
    if (after.plan.action !== "none") throw error;
    return after;
  }
  return lookAtServiceAccount(open, account);
}

function refusalOf(blocked: Blocked, { name, namespace }: PlacedServiceAccount): SlipwayError {
  if (blocked.code === "being-deleted") return refused("service-account-deleting", { namespace, name });
  if (blocked.code === "another-project")
    return refused("service-account-foreign", { namespace, name, project: blocked.project });
  return refused("service-account-managed", { namespace, name, manager: blocked.manager });
}
