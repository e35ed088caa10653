import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { namespaceGrants } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups } from "#db/schema/people.ts";
import { refused } from "#lib/platform/errors.ts";
import { lastsFor } from "./held-time.ts";
import { projectRoles } from "./policy.ts";
import type { RequestSnapshot } from "./request-schema.ts";

type Asking = {
  userId: string;
  project: { projectId: string; slug: string };
  snapshot: RequestSnapshot;
  days: number | null;
};

/** `refused` where the one who asks has it already for at least as long. To have it for longer may be asked. */
export async function refuseWhatIsHeld(tx: Transaction, asking: Asking): Promise<void> {
  const sentence = await sentenceOfHeld(tx, asking);
  if (sentence) throw refused(sentence);
}

async function sentenceOfHeld(
  tx: Transaction,
  { userId, project, snapshot, days }: Asking,
): Promise<string | undefined> {
  const { projectId, slug } = project;
  switch (snapshot.kind) {
    case "project-role": {
      const atLeast = projectRoles.slice(projectRoles.indexOf(snapshot.role));
      const own = await tx
        .select({ role: projectMembers.role })
        .from(projectMembers)
        .where(
          and(
            eq(projectMembers.projectId, projectId),
            eq(projectMembers.userId, userId),
            inArray(projectMembers.role, atLeast),
            lastsFor(projectMembers.expiresAt, days),
          ),
        );
      const ofGroups = await tx
        .select({ role: groupRoles.projectRole })
        .from(userGroups)
        .innerJoin(groupRoles, eq(groupRoles.group, userGroups.group))
        .where(
          and(
            eq(userGroups.userId, userId),
            eq(groupRoles.projectId, projectId),
            inArray(groupRoles.projectRole, atLeast),
          ),
        );
      const [held] = [...own, ...ofGroups];
      return held && `You have the role ${held.role} in ${slug} already`;
    }
    case "namespace": {
      const [held] = await tx
        .select({ id: namespaceGrants.id })
        .from(namespaceGrants)
        .where(
          and(
            eq(namespaceGrants.namespaceId, snapshot.namespaceId),
            eq(namespaceGrants.projectId, projectId),
            lastsFor(namespaceGrants.expiresAt, days),
          ),
        );
      return held && `${slug} may already run in this namespace`;
    }
    case "binding": {
      const [held] = await tx
        .select({ id: serviceAccountBindings.id })
        .from(serviceAccountBindings)
        .where(
          and(
            eq(serviceAccountBindings.serviceAccountId, snapshot.serviceAccountId),
            eq(serviceAccountBindings.cloudResourceId, snapshot.cloudResourceId),
            eq(serviceAccountBindings.access, snapshot.access),
            sql`starts_with(${snapshot.prefix}, ${serviceAccountBindings.prefix})`,
            lastsFor(serviceAccountBindings.expiresAt, days),
          ),
        )
        .limit(1);
      return held && `The service account may already ${snapshot.access} this`;
    }
    case "service-account":
      return undefined;
  }
}
