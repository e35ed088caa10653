import { type Grants, holds, type StandIn, type Target } from "./policy.ts";
import type { MayNotDecide } from "./request-schema.ts";

type Asked = {
  requesterId: string;
  /** The requester's person, when it was asked and now: accounts may have been found to be one person's since. */
  requesterPersonIds: readonly string[];
};
type Decider = { userId: string; personId: string; standsInFor: readonly Pick<StandIn, "userId" | "personId">[] };

/**
 * Why somebody may not decide a request whatever their roles: nobody decides their own, by another account of theirs or through
 * somebody who stands in for them. Pure.
 */
export function mayNotDecide(asked: Asked, decider: Decider): MayNotDecide | null {
  if (asked.requesterId === decider.userId) return "own";
  if (asked.requesterPersonIds.includes(decider.personId)) return "own-person";
  const isForRequester = decider.standsInFor.some(
    (away) => away.userId === asked.requesterId || asked.requesterPersonIds.includes(away.personId),
  );
  return isForRequester ? "stands-in-for-requester" : null;
}

/** In whose place somebody decides: null for their own; the first who is away where only that lets them. */
export function decidesFor(grants: Grants, target: Target): string | null {
  if (holds(grants, "request:decide", target)) return null;
  return grants.standsInFor.find((away) => holds(away.grants, "request:decide", target))?.userId ?? null;
}
