import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { invalid, notFound, refused } from "#lib/platform/errors.ts";
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
    if (!user) throw notFound(`The user ${delegate}`);
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
    if (!owner || owner.personId === target.personId) throw refused("Choose somebody else to stand in for you");
    if (owner.isOver) throw invalid("The end has passed already", { endsAt: "The end has passed already" });
    const open = await tx.$count(
      delegations,
      and(eq(delegations.ownerId, ownerId), gt(delegations.endsAt, sql`now()`)),
    );
    if (open >= mostDelegations) throw refused(`${open} people stand in for you already: end one of them first`);
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
