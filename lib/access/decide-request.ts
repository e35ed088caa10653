import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { codeOf, conflict, denied, notFound, refused, type SlipwayError } from "#lib/platform/errors.ts";
import { type Asked, findAsked } from "./find-asked.ts";
import { findRequest } from "./find-request.ts";
import { grantAsked } from "./grant-asked.ts";
import { daysFromNow } from "./held-time.ts";
import { decidesFor, mayNotDecide } from "./may-decide.ts";
import type { Grants } from "./policy.ts";
import { DecideRequestInput } from "./request-schema.ts";

/**
 * Decides a request: one conditional update, and what it grants, in one transaction. What is granted is what was asked, for the days that
 * were asked or fewer, counted from now by the database's clock. `conflict` where somebody was quicker, where it was withdrawn, has
 * expired, is not what the decider saw or is another project's to decide since.
 */
export const decideRequest = defineCommand({
  name: "request.decide",
  input: DecideRequestInput,
  permission: "request:decide",
  target: (ctx, { requestId }) => findRequest(ctx, requestId),
  run: async ({ tx, actor, ctx, input, target }) => {
    const userId = userIdOf(actor);
    const decider = await standOf(tx, userId, ctx.grants, target);
    const isApproved = input.decision === "approve";
    if (isApproved && !decider.isAskerThere) throw refused("requester-disabled", { requester: target.requester });
    // What is asked for is held before the request is, as by whoever changes its owner: in another order the two would wait for each other.
    const asked = isApproved ? await stillThere(tx, target) : null;
    const days = sql`least(${accessRequests.days}, ${input.days ?? null}::int)`;
    const [decided] = await tx
      .update(accessRequests)
      .set({
        state: isApproved ? "approved" : "rejected",
        decidedBy: userId,
        deciderPersonId: decider.personId,
        onBehalfOf: decider.onBehalfOf,
        decidedAt: sql`now()`,
        comment: input.comment || null,
        grantedUntil: isApproved ? sql`${daysFromNow(days)}` : null,
        updatedAt: sql`now()`,
      })
      .where(
        and(
          eq(accessRequests.id, input.requestId),
          eq(accessRequests.state, "pending"),
          gt(accessRequests.decideBy, sql`now()`),
          eq(accessRequests.snapshotHash, input.seen),
          target.projectId === null
            ? isNull(accessRequests.decidingProjectId)
            : eq(accessRequests.decidingProjectId, target.projectId),
        ),
      )
      .returning();
    if (!decided) throw await whyNot(tx, input, target);
    const change = isApproved ? await grant(tx, decided, asked, input.identity) : { before: [], after: [] };
    return { state: decided.state, grantedUntil: decided.grantedUntil, onBehalfOf: decider.onBehalfOf, ...change };
  },
  audit: ({ seen: _, identity: __, ...input }, target, output) => ({
    ...input,
    project: target?.asking.slug,
    requester: target?.requester,
    ...(output && {
      grantedUntil: output.grantedUntil,
      onBehalfOf: output.onBehalfOf,
      before: { state: "pending", granted: output.before },
      after: { state: output.state, granted: output.after },
    }),
  }),
});

type Target = Awaited<ReturnType<typeof findRequest>>;
type Decided = typeof accessRequests.$inferSelect;

/** As whom the caller decides; `denied` where it is a request of their own by whatever way round. */
async function standOf(tx: Transaction, userId: string, grants: Grants | null, target: Target) {
  const people = await tx
    .select({ id: users.id, personId: users.personId, disabledAt: users.disabledAt })
    .from(users)
    .where(sql`${users.id} in (${userId}, ${target.requesterId})`)
    .for("share");
  const personOf = (id: string) => people.find((person) => person.id === id)?.personId;
  const personId = personOf(userId);
  if (!grants || !personId) throw denied("decider-signed-out");
  const [asked] = await tx
    .select({ personId: accessRequests.requesterPersonId })
    .from(accessRequests)
    .where(eq(accessRequests.id, target.requestId));
  const requesterPersonIds = [asked?.personId, personOf(target.requesterId)].filter((id) => id !== undefined);
  const reason = mayNotDecide(
    { requesterId: target.requesterId, requesterPersonIds },
    { userId, personId, standsInFor: grants.standsInFor },
  );
  if (reason) throw denied(`request-${reason}`);
  const isAskerThere = people.some(({ id, disabledAt }) => id === target.requesterId && disabledAt === null);
  return { personId, onBehalfOf: decidesFor(grants, target), isAskerThere };
}

/** What is asked for, held to the end of the transaction; null where it is not there any more. */
async function stillThere(tx: Transaction, { asking, snapshot }: Target): Promise<Asked | null> {
  try {
    return await findAsked(tx, asking, snapshot);
  } catch (error) {
    if (codeOf(error) === "not-found") return null;
    throw error;
  }
}

async function grant(tx: Transaction, request: Decided, asked: Asked | null, identity: DecideRequestInput["identity"]) {
  if (!asked) throw gone();
  // Whatever changed the owner: only who owns a thing gives it away.
  if (asked.decidingProjectId !== request.decidingProjectId) throw another();
  if (asked.obstacle) throw asked.obstacle;
  return grantAsked(tx, {
    projectId: request.projectId,
    requesterId: request.requesterId,
    snapshot: request.snapshot,
    clusterId: asked.clusterId,
    expiresAt: request.grantedUntil,
    grantedBy: request.decidedBy ?? "",
    identity,
  });
}

const gone = () => conflict("request-gone");

const another = () => conflict("request-moved");

/** Why the conditional update found nothing to decide. */
async function whyNot(
  tx: Transaction,
  { requestId, seen }: DecideRequestInput,
  { projectId }: Target,
): Promise<SlipwayError> {
  const [row] = await tx
    .select({
      state: accessRequests.state,
      hash: accessRequests.snapshotHash,
      decidingProjectId: accessRequests.decidingProjectId,
      decider: users.login,
    })
    .from(accessRequests)
    .leftJoin(users, eq(users.id, accessRequests.decidedBy))
    .where(eq(accessRequests.id, requestId));
  if (!row) return notFound("no-request");
  if (row.state === "approved" || row.state === "rejected")
    return conflict(`request-${row.state}`, { decider: row.decider ?? "" });
  if (row.state === "withdrawn") return conflict("request-withdrawn");
  if (row.state === "pending" && row.hash !== seen) return conflict("request-changed");
  if (row.state === "pending" && row.decidingProjectId !== projectId) return another();
  return conflict("request-expired");
}
