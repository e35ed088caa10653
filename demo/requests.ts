import { and, eq } from "drizzle-orm";
import { clusters, namespaces } from "#db/schema/clusters.ts";
import { askForAccess } from "#lib/access/ask-for-access.ts";
import { askToJoin } from "#lib/access/ask-to-join.ts";
import { contextOf } from "./seed.ts";
import type { Stack } from "./stack.ts";

/** Asks for what payments lacks, so that a request waits in the inbox of orders' owner; gives how many could not be asked. */
export async function requests({ connection: { db } }: Stack): Promise<number> {
  console.log("\nRequests");
  const cluster = "dc-frankfurt";
  const namespace = "shared-batch";
  const [shared] = await db
    .select({ id: namespaces.id })
    .from(namespaces)
    .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
    .where(and(eq(clusters.name, cluster), eq(namespaces.name, namespace)));
  const login = "engineer@payments";
  const engineer = await contextOf(db, login);
  const asked = {
    [`to run in ${namespace} on ${cluster}`]: await askForAccess.execute(engineer, {
      project: "payments",
      snapshot: { kind: "namespace", namespaceId: shared?.id ?? "" },
      why: "At month's end the settlement needs more room than payments-batch has.",
      days: 30,
    }),
    "to see the project orders": await askToJoin.execute(engineer, {
      project: "orders",
      role: "viewer",
      why: "To follow the report that the settlement waits for.",
      days: null,
    }),
  };
  let wrong = 0;
  for (const [what, result] of Object.entries(asked)) {
    // Asked by an earlier start, and still waiting or decided since.
    const stands = !result.ok && (result.error.code === "conflict" || result.error.code === "refused");
    if (!result.ok && !stands) wrong++;
    const came = result.ok ? "waits for owner@orders" : result.error.message;
    console.log(`${result.ok || stands ? "✓" : "✗"} ${login} asks ${what}: ${came}`);
  }
  return wrong;
}
