import { and, eq, gt, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { EndDelegationInput } from "./request-schema.ts";

/** Ends a delegation at once, as the one who was away or as the one who stands in. One that has not begun never was. */
export const endDelegation = defineCommand({
  name: "delegation.end",
  input: EndDelegationInput,
  permission: "profile:read",
  target: async ({ db, actor }, { delegationId }) => {
    const owner = alias(users, "owner");
    const delegate = alias(users, "delegate");
    const [row] = await db
      .select({ owner: owner.login, delegate: delegate.login, endsAt: delegations.endsAt })
      .from(delegations)
      .innerJoin(owner, eq(owner.id, delegations.ownerId))
      .innerJoin(delegate, eq(delegate.id, delegations.delegateId))
      .where(
        and(
          eq(delegations.id, delegationId),
          or(eq(delegations.ownerId, userIdOf(actor)), eq(delegations.delegateId, userIdOf(actor))),
        ),
      );
    if (!row) throw notFound("no-delegation");
    return { projectId: null, ...row };
  },
  run: async ({ tx, input: { delegationId } }) => {
    const now = sql`now()`;
    const isOpen = and(eq(delegations.id, delegationId), gt(delegations.endsAt, now));
    const ended = await tx
      .update(delegations)
      .set({ endsAt: now })
      .where(and(isOpen, lt(delegations.startsAt, now)))
      .returning({ endsAt: delegations.endsAt });
    if (ended[0]) return { delegationId, endsAt: ended[0].endsAt };
    const removed = await tx.delete(delegations).where(isOpen).returning({ id: delegations.id });
    if (removed.length === 0) throw conflict("delegation-over");
    return { delegationId, endsAt: null };
  },
  audit: ({ delegationId }, target, output) => ({
    delegationId,
    owner: target?.owner,
    delegate: target?.delegate,
    ...(output && { before: { endsAt: target?.endsAt }, after: { endsAt: output.endsAt } }),
  }),
});
