import { and, desc, eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import type { GrantedByRequest } from "./explain-access.ts";

type Approved = Awaited<ReturnType<typeof loadApproved>>[number];

/** The newest requests for a project that were approved, with who decided. */
export const loadApproved = (db: Database, projectId: string) =>
  db
    .select({
      id: accessRequests.id,
      requesterId: accessRequests.requesterId,
      snapshot: accessRequests.snapshot,
      by: users.login,
      at: accessRequests.decidedAt,
    })
    .from(accessRequests)
    .innerJoin(users, eq(users.id, accessRequests.decidedBy))
    .where(and(eq(accessRequests.projectId, projectId), eq(accessRequests.state, "approved")))
    .orderBy(desc(accessRequests.decidedAt))
    .limit(1000);

export type RequestOf = (
  kind: "project-role" | "namespace" | "binding",
  what: string,
  grant: { since: Date; by: string | null },
) => GrantedByRequest | null;

/** A decision writes its grant at once: one that was written at another time, or by somebody else, came after it. */
const sameMomentMs = 5_000;

/** Finds the request that a grant came from, where it came from one; roles are those of one person. */
export function approvedFor(requests: Approved[], userId: string): RequestOf {
  const keyOf = ({ snapshot, requesterId }: Approved) => {
    if (snapshot.kind === "namespace") return snapshot.namespaceId;
    if (snapshot.kind === "project-role") return requesterId === userId ? snapshot.role : "";
    if (snapshot.kind === "service-account") return "";
    const { serviceAccountId, cloudResourceId, access, prefix } = snapshot;
    return `${serviceAccountId} ${cloudResourceId} ${access} ${prefix}`;
  };
  const byKey = Map.groupBy(requests, (request) => `${request.snapshot.kind} ${keyOf(request)}`);
  return (kind, what, { since, by }) => {
    const found = byKey
      .get(`${kind} ${what}`)
      ?.find((each) => each.at && each.by === by && Math.abs(each.at.getTime() - since.getTime()) < sameMomentMs);
    return found?.at ? { requestId: found.id, by: found.by, at: found.at } : null;
  };
}
