import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { invalid, notFound, refused } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { StartDelegationInput } from "./request-schema.ts";

const mostDelegations = 20;

/** Lets somebody else decide requests in the caller's place while they are away; it begins and ends by the database's clock. */
export const startDelegation = defineCommand({
  name: "delegation.start",
  input: StartDelegationInput,
  permission: "profile:read",
  target: async ({ db }, { delegate }) => {
    const [user] = await db
      .select({ delegateId: users.id, delegate: users.login, personId: users.personId })
      .from(users)
      .where(and(sql`lower(${users.login}) = lower(${delegate})`, isNull(users.disabledAt)));
    if (!user) throw notFound("no-user-named", { login: delegate });
    return { projectId: null, ...user };
  },
  run: async ({ tx, actor, input: { startsAt, endsAt }, target }) => {
    const ownerId = userIdOf(actor);
    const [owner] = await tx
      .select({
        personId: users.personId,
        isOver: sql<boolean>`${endsAt.toISOString()}::timestamptz <= now()`,
      })
      .from(users)
      .where(eq(users.id, ownerId))
      .for("no key update");
    if (!owner || owner.personId === target.personId) throw refused("delegate-other");
    if (owner.isOver) throw invalid("field.end-passed", {}, { endsAt: says("field.end-passed") });
    const open = await tx.$count(
      delegations,
      and(eq(delegations.ownerId, ownerId), gt(delegations.endsAt, sql`now()`)),
    );
    if (open >= mostDelegations) throw refused("too-many-delegations", { open });
    const [delegation] = await tx
      .insert(delegations)
      .values({ ownerId, delegateId: target.delegateId, startsAt, endsAt })
      .returning({ delegationId: delegations.id });
    return { delegationId: delegation?.delegationId ?? "" };
  },
  audit: ({ delegate, startsAt, endsAt }, target, output) => ({
    delegate: target?.delegate ?? delegate,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    ...output,
  }),
});
