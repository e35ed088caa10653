import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { accessRequests } from "#db/schema/requests.ts";
import { conflict, notFound, refused } from "#lib/platform/errors.ts";
import { findAsked } from "./find-asked.ts";
import { daysFromNow } from "./held-time.ts";
import { refuseWhatIsHeld } from "./refuse-what-is-held.ts";
import type { RequestSnapshot } from "./request-schema.ts";
import { snapshotHash } from "./snapshot-hash.ts";

type Asking = {
  userId: string;
  project: { projectId: string; slug: string };
  jobId: string | null;
  snapshot: RequestSnapshot;
  why: string;
  days: number | null;
};

const daysToDecide = 14;
const mostPending = 50;

/**
 * Writes a request down as it is asked, for those to decide who own what is asked for. `refused` where it is held already or can't be
 * given, `conflict` where the same is waiting, `not-found` where it is not there for the project.
 */
export async function ask(tx: Transaction, { userId, project, jobId, snapshot, why, days }: Asking) {
  // One person's requests are counted one after another.
  const [requester] = await tx
    .select({ personId: users.personId })
    .from(users)
    .where(eq(users.id, userId))
    .for("no key update");
  if (!requester) throw new Error("The one who asks is not there");
  const now = sql`now()`;
  const waiting = and(eq(accessRequests.requesterId, userId), eq(accessRequests.state, "pending"));
  const expired = await tx
    .update(accessRequests)
    .set({ state: "expired" })
    .where(and(waiting, lte(accessRequests.decideBy, now)))
    .returning({ id: accessRequests.id });
  const pending = await tx.$count(accessRequests, and(waiting, gt(accessRequests.decideBy, now)));
  if (pending >= mostPending) throw refused("requests-waiting", { pending });

  const asked = await findAsked(tx, project, snapshot);
  if (!asked.isKnown) throw notFound("no-resource");
  if (asked.obstacle) throw asked.obstacle;
  await refuseWhatIsHeld(tx, { userId, project, snapshot, days });
  const [request] = await tx
    .insert(accessRequests)
    .values({
      kind: snapshot.kind,
      projectId: project.projectId,
      jobId,
      decidingProjectId: asked.decidingProjectId,
      requesterId: userId,
      requesterPersonId: requester.personId,
      snapshot,
      snapshotHash: snapshotHash(project.projectId, snapshot),
      why,
      // A service account has no end: it is taken away.
      days: snapshot.kind === "service-account" ? null : days,
      decideBy: sql`${daysFromNow(daysToDecide)}`,
    })
    .onConflictDoNothing()
    .returning({ requestId: accessRequests.id });
  if (!request) throw conflict("asked-already");
  return { ...request, expired: expired.map(({ id }) => id) };
}
