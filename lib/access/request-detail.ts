import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { stillHolds } from "./grants.ts";
import { can, projectRoles, roleFor } from "./policy.ts";
import { abilitiesHeld, newAbility, rolesHeld } from "./request-opens.ts";
import { type FoundRequest, requestRow, type Viewer } from "./request-rows.ts";
import type { Ability, RequestDetail } from "./request-schema.ts";

/** A request in full: what it opens in words, next to what is there already, and whom it reaches. */
export async function requestDetail(db: Database, found: FoundRequest, viewer: Viewer): Promise<RequestDetail> {
  const { request } = found;
  // Who asked and has left the project since sees what they asked, not what the project has.
  const seesProject =
    can(viewer.grants, "access:read", { projectId: request.projectId }) ||
    can(viewer.grants, "request:decide", { projectId: request.decidingProjectId });
  const [held, reach, roles, identity] = await Promise.all([
    seesProject || request.kind === "project-role" ? abilitiesHeld(db, found) : [],
    seesProject ? reachOf(db, request.projectId, request.kind === "project-role") : null,
    rolesHeld(db, request.projectId, request.requesterId),
    identityOf(db, found),
  ]);
  const asked = newAbility(found);
  const others = request.state === "approved" ? held.filter((ability) => !isSame(ability, asked)) : held;
  return {
    ...requestRow(found, viewer),
    why: request.why,
    requesterName: found.requester.name,
    requesterRole: roles[0]?.role ?? null,
    snapshot: request.snapshot,
    job: seesProject ? jobOf(found, viewer) : null,
    opens: [asked, ...others],
    reach,
    residency: found.cluster ? { data: found.resource?.residency ?? null, runs: found.cluster.residency } : null,
    identity,
  };
}

/** Who decides for another project may know the job's name, which the one who asks let them have, and not the way to it. */
function jobOf({ job, request: { projectId } }: FoundRequest, { grants }: Viewer): RequestDetail["job"] {
  return job && { name: job.name, id: can(grants, "job:read", { projectId }) ? job.id : null };
}

/** What was granted is there since: it is shown once. */
const isSame = (a: Ability, b: Ability) =>
  a.kind === b.kind && a.on === b.on && a.subject === b.subject && a.prefix === b.prefix && `${a.may}` === `${b.may}`;

const mayLaunch = projectRoles.slice(projectRoles.indexOf(roleFor("run:launch") ?? "owner"));

/** How many people the project's jobs answer to, of themselves or by a group: those who may launch, or all who are in it. */
async function reachOf(db: Database, projectId: string, isEveryone: boolean): Promise<number> {
  const roles = isEveryone ? projectRoles : mayLaunch;
  const anyOf = sql`(${sql.join(
    roles.map((role) => sql`${role}`),
    sql`, `,
  )})`;
  return db.$count(
    users,
    and(
      isNull(users.disabledAt),
      sql`(exists (select from ${projectMembers} where ${projectMembers.userId} = ${users.id}
            and ${projectMembers.projectId} = ${projectId} and ${projectMembers.role} in ${anyOf}
            and ${stillHolds(projectMembers.expiresAt)})
        or exists (select from ${userGroups} join ${groupRoles} on ${groupRoles.group} = ${userGroups.group}
            where ${userGroups.userId} = ${users.id} and ${groupRoles.projectId} = ${projectId}
            and ${groupRoles.projectRole} in ${anyOf}))`,
    ),
  );
}

/** Pods act as an IAM role in AWS, and with an access key in a data centre. */
async function identityOf(
  db: Database,
  { request, cluster, namespace }: FoundRequest,
): Promise<RequestDetail["identity"]> {
  if (!cluster || request.snapshot.kind !== "service-account") return null;
  const [account] = await db
    .select({ kind: cloudAccounts.kind })
    .from(clusters)
    .innerJoin(cloudAccounts, eq(cloudAccounts.id, clusters.cloudAccountId))
    .where(eq(clusters.id, cluster.id));
  if (!account) return null;
  return { kind: account.kind, clusterId: cluster.id, namespace: namespace ?? "", name: request.snapshot.name };
}
