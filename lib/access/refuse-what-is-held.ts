import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { serviceAccountBindings } from "#db/schema/cloud.ts";
import { namespaceGrants } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups } from "#db/schema/people.ts";
import { refused, type SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
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
  const held = await findHeld(tx, asking);
  if (held) throw held;
}

async function findHeld(
  tx: Transaction,
  { userId, project, snapshot, days }: Asking,
): Promise<SlipwayError | undefined> {
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
      return held?.role ? refused("held-role", { role: says(`role.${held.role}`), project: slug }) : undefined;
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
      return held && refused("held-namespace", { project: slug });
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
      return held && refused("held-binding", { access: says(`access.${snapshot.access}`) });
    }
    case "service-account":
      return undefined;
  }
}
