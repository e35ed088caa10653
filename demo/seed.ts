import { eq } from "drizzle-orm";
import type { Connection } from "#db/client.ts";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { users } from "#db/schema/people.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { ensureFirstAdmin } from "#lib/auth/first-admin.ts";
import { userContext } from "#lib/auth/user-context.ts";
import { registerAccount } from "#lib/cloud/register-account.ts";
import { registerResource } from "#lib/cloud/register-resource.ts";
import { updateAccount } from "#lib/cloud/update-account.ts";
import { registerCluster } from "#lib/clusters/register-cluster.ts";
import { registerNamespace } from "#lib/clusters/register-namespace.ts";
import { updateCluster } from "#lib/clusters/update-cluster.ts";
import { saveJob } from "#lib/jobs/save-job.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { createProject } from "#lib/projects/create-project.ts";
import { setMember } from "#lib/projects/set-member.ts";
import { namespaces, ordersObjects, roleArn, runnersOf } from "./company.ts";
import { jobsOf } from "./jobs.ts";
import type { DemoKeys } from "./keys.ts";
import { must } from "./must.ts";
import { accountOf, allProjects, arnOf, connectionOf, type Place, type Project, places } from "./places.ts";
import { putObjects } from "./put-objects.ts";
import type { Sandbox } from "./sandbox.ts";
import { seedRunner } from "./seed-runner.ts";

/** The company's people, by role: nobody in particular. */
export const people = [
  { login: "engineer@orders", project: "orders", role: "editor", platformRole: "member" },
  { login: "owner@orders", project: "orders", role: "owner", platformRole: "member" },
  { login: "engineer@payments", project: "payments", role: "editor", platformRole: "member" },
  { login: "admin", project: null, role: null, platformRole: "admin" },
  { login: "auditor", project: null, role: null, platformRole: "auditor" },
] as const;
export type Login = (typeof people)[number]["login"];

/** Who a sign-in is, as every command sees them. */
export async function contextOf(db: Connection["db"], login: string): Promise<RequestContext> {
  const [user] = await db.select({ id: users.id }).from(users).where(eq(users.login, login));
  if (!user) throw new Error(`There is no user ${login}`);
  return userContext(db, { userId: user.id, address: null });
}

/** Tells an earlier demo's database where its accounts and clusters are reached now: ports may have changed. */
export async function repointCompany(db: Connection["db"], sandbox: Sandbox, keys: DemoKeys): Promise<void> {
  const admin = await contextOf(db, "admin");
  for (const place of places) {
    const [account] = await db
      .select({ id: cloudAccounts.id })
      .from(cloudAccounts)
      .where(eq(cloudAccounts.name, place.accountName));
    const [cluster] = await db.select({ id: clusters.id }).from(clusters).where(eq(clusters.name, place.cluster));
    if (!account || !cluster)
      throw new Error(`The demo's database is not complete (${place.cluster}): remove .slipway/demo and start again`);
    await must(updateAccount, admin, { id: account.id, ...accountOf(place, sandbox, keys) });
    await must(updateCluster, admin, { id: cluster.id, ...connectionOf(place, sandbox, keys) });
  }
}

/** Brings a fresh database to the small company of the demo, through the same commands that the pages use. */
export async function seedCompany(db: Connection["db"], sandbox: Sandbox, keys: DemoKeys): Promise<void> {
  await ensureFirstAdmin(db, { login: "admin", password: keys.password });
  const admin = await contextOf(db, "admin");
  const projects = {
    orders: (await must(createProject, admin, { slug: "orders", name: allProjects.orders })).id,
    payments: (await must(createProject, admin, { slug: "payments", name: allProjects.payments })).id,
  };
  for (const { login, project, role, platformRole } of people) {
    if (login === "admin") continue;
    const { userId } = await must(createUser, admin, { login, name: login, platformRole, password: keys.password });
    if (project) await must(setMember, admin, { project, userId, role });
  }
  for (const place of places) await seedPlace(admin, place, projects, sandbox, keys);
  for (const job of jobsOf) await must(saveJob, await contextOf(db, `engineer@${job.project}`), job);
}

async function seedPlace(
  admin: RequestContext,
  place: Place,
  projects: Record<Project, string>,
  sandbox: Sandbox,
  keys: DemoKeys,
) {
  const { id: cloudAccountId } = await must(registerAccount, admin, accountOf(place, sandbox, keys));
  const register = async (kind: "bucket" | "image-repository" | "secret", name: string, owner: Project | null) => {
    const arn = await arnOf(place, kind, name, sandbox, keys);
    const resource = {
      cloudAccountId,
      kind,
      name,
      arn,
      region: place.region,
      residency: place.residency,
      ownerProjectId: owner && projects[owner],
    };
    return (await must(registerResource, admin, resource)).id;
  };
  const inVault = place.type === "datacenter" ? "secret/" : "";
  const logBucketId = await register("bucket", `acme-slipway-logs-${place.letters}`, null);
  const resources = {
    orders: {
      bucket: await register("bucket", `acme-orders-${place.letters}`, "orders"),
      repositories: [await register("image-repository", "orders/report", "orders")],
      secrets: [await register("secret", `${inVault}orders/db-password`, "orders")],
      // On EKS the binding exists and the role does not carry it; in the data centre it is not bound at all.
      keystore: await register("secret", `${inVault}orders/kafka-keystore`, "orders"),
    },
    payments: {
      bucket: await register("bucket", `acme-payments-${place.letters}`, "payments"),
      repositories: [await register("image-repository", "payments/settle", "payments")],
      secrets: [await register("secret", `${inVault}payments/ledger-key`, "payments")],
      keystore: null,
    },
  };
  const shared = await register("image-repository", "tools/greeting", null);
  const { id: clusterId } = await must(registerCluster, admin, {
    name: place.cluster,
    type: place.type,
    region: place.region,
    residency: place.residency,
    cloudAccountId,
    logBucketId,
    ...connectionOf(place, sandbox, keys),
  });
  for (const [namespace, { owner }] of Object.entries(namespaces))
    await must(registerNamespace, admin, { clusterId, namespace, ownerProjectId: projects[owner] });
  for (const project of place.projects)
    for (const runner of runnersOf(project)) {
      const { bucket, repositories, secrets, keystore } = resources[project];
      const bindings = [
        ...(["read", "write"] as const).map((access) => ({ cloudResourceId: bucket, access })),
        ...[...repositories, shared].map((cloudResourceId) => ({ cloudResourceId, access: "pull" as const })),
        ...[...secrets, ...(keystore && place.type === "eks" ? [keystore] : [])].map((cloudResourceId) => ({
          cloudResourceId,
          access: "read" as const,
        })),
      ];
      const identity =
        place.type === "datacenter"
          ? { accessKeySecret: `${project}-s3-access-key`, vaultRole: `${project}-batch` }
          : { roleArn: roleArn(place.account, project) };
      await seedRunner(admin, { ...runner, clusterId, projectId: projects[project], identity, bindings });
    }
  await putObjects(
    (place.type === "datacenter" ? sandbox.datacenterS3 : sandbox.aws).url,
    place.region,
    keys.portal[place.account as keyof DemoKeys["portal"]],
    `acme-orders-${place.letters}`,
    ordersObjects,
  );
}

/** The same people at the company's OpenID provider, and somebody whom Slipway has not met yet, who is in a group there. */
export const signIns = [
  ...people.map(({ login }) => ({ sub: login, name: login, email: login, groups: [] as string[] })),
  { sub: "newcomer@acme", name: "newcomer@acme", email: "newcomer@acme", groups: ["data-engineers"] },
];
