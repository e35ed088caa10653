import { eq } from "drizzle-orm";
import type { z } from "zod";
import { namespaces } from "#db/schema/clusters.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { updateResource } from "#lib/cloud/update-resource.ts";
import { registerNamespace } from "#lib/clusters/register-namespace.ts";
import type { World } from "#lib/testing/world.ts";
import { askForAccess } from "../ask-for-access.ts";
import { askToJoin } from "../ask-to-join.ts";
import { decideRequest } from "../decide-request.ts";
import type { DecideRequestInput, RequestSnapshot } from "../request-schema.ts";

type Decision = Partial<z.input<typeof DecideRequestInput>>;

const idOf = (result: Awaited<ReturnType<typeof askForAccess.execute>>) => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.data.requestId;
};

/** Asks and decides as people of the world do, through the commands. */
export function requestsOf(world: World) {
  const { db } = world;
  const rowOf = async (requestId: string) => {
    const [row] = await db.select().from(accessRequests).where(eq(accessRequests.id, requestId));
    if (!row) throw new Error("There is no such request");
    return row;
  };
  return {
    rowOf,
    ask: async (
      userId: string,
      snapshot: z.input<typeof RequestSnapshot>,
      days: number | null = 30,
      project = "orders",
    ) => askForAccess.execute(await world.contextOf(userId), { project, snapshot, why: "The report needs it", days }),
    asked: async (
      userId: string,
      snapshot: z.input<typeof RequestSnapshot>,
      days: number | null = 30,
      project = "orders",
    ) =>
      idOf(
        await askForAccess.execute(await world.contextOf(userId), {
          project,
          snapshot,
          why: "The report needs it",
          days,
        }),
      ),
    askedToJoin: async (userId: string, role: "viewer" | "operator" | "editor" | "owner", days: number | null = 30) =>
      idOf(
        await askToJoin.execute(await world.contextOf(userId), { project: "orders", role, why: "I work on it", days }),
      ),
    decide: async (userId: string, requestId: string, decision: Decision = {}) =>
      decideRequest.execute(await world.contextOf(userId), {
        requestId,
        seen: (await rowOf(requestId)).snapshotHash,
        decision: "approve",
        ...decision,
      }),
    /** Lets the day come by which it should have been decided. */
    letExpire: (requestId: string) =>
      world.database.sql`update access_requests set decide_by = now() - interval '1 second' where id = ${requestId}`,
    ownNamespace: async (namespaceId: string, ownerProjectId: string | null) => {
      const [row] = await db.select().from(namespaces).where(eq(namespaces.id, namespaceId));
      const input = { clusterId: world.clusterId, namespace: row?.name ?? "", ownerProjectId };
      const result = await registerNamespace.execute(await world.contextOf(world.people.admin), input);
      if (!result.ok) throw new Error(result.error.message);
    },
    ownResource: async (resourceId: string, ownerProjectId: string | null) => {
      const input = { resourceId, residency: "eu", ownerProjectId };
      const result = await updateResource.execute(await world.contextOf(world.people.admin), input);
      if (!result.ok) throw new Error(result.error.message);
    },
    samePerson: (userId: string, otherId: string) =>
      world.database
        .sql`update users set person_id = (select person_id from users where id = ${otherId}) where id = ${userId}`,
  };
}
