import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, notFound, refused } from "#lib/platform/errors.ts";

const DnsName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);
export const RegisterServiceAccountInput = z
  .strictObject({
    namespaceId: z.uuid(),
    projectId: z.uuid(),
    name: DnsName,
    roleArn: z.string().startsWith("arn:").max(2048).nullable().default(null),
    accessKeySecret: DnsName.nullable().default(null),
    vaultRole: z.string().max(128).nullable().default(null),
  })
  .refine(
    (input) => (input.roleArn === null) !== (input.accessKeySecret === null),
    "An IAM role or an access-key Secret, one of the two",
  );

/** Registers the service account of a project in a namespace: there is one for (cluster, namespace, project). */
export const registerServiceAccount = defineCommand({
  name: "service-account.register",
  input: RegisterServiceAccountInput,
  permission: "cluster:write",
  target: async ({ db }, { namespaceId, projectId }) => {
    const [grant] = await db
      .select({ clusterId: clusters.id })
      .from(namespaceGrants)
      .innerJoin(namespaces, eq(namespaces.id, namespaceGrants.namespaceId))
      .innerJoin(clusters, eq(clusters.id, namespaces.clusterId))
      .where(and(eq(namespaceGrants.namespaceId, namespaceId), eq(namespaceGrants.projectId, projectId)));
    if (!grant) throw notFound("A grant of this namespace to the project");
    return { projectId, ...grant };
  },
  run: async ({ tx, input, target }) => {
    const [account] = await tx
      .insert(serviceAccounts)
      .values({ ...input, clusterId: target.clusterId })
      .onConflictDoNothing()
      .returning({ id: serviceAccounts.id });
    if (!account) throw conflict("The project has a service account in this namespace already");
    return account;
  },
  audit: (input, _target, output) => ({ ...input, ...output }),
});

export const BindInput = z.strictObject({
  serviceAccountId: z.uuid(),
  cloudResourceId: z.uuid(),
  access: z.enum(["read", "write", "pull"]),
  prefix: z.string().max(1024).default(""),
  expiresAt: z.coerce.date().nullable().default(null),
});

const accessOf = { bucket: ["read", "write"], "image-repository": ["pull"], secret: ["read"] };

/** Lets a service account use a bucket, an image repository or a secret of its cluster's own cloud account. */
export const bindServiceAccount = defineCommand({
  name: "service-account.bind",
  input: BindInput,
  permission: "cluster:write",
  target: async ({ db }, { serviceAccountId, cloudResourceId }) => {
    const [account] = await db
      .select({ projectId: serviceAccounts.projectId, cloudAccountId: clusters.cloudAccountId })
      .from(serviceAccounts)
      .innerJoin(clusters, eq(clusters.id, serviceAccounts.clusterId))
      .where(eq(serviceAccounts.id, serviceAccountId));
    const [resource] = await db.select().from(cloudResources).where(eq(cloudResources.id, cloudResourceId));
    if (!account) throw notFound("The service account");
    if (!resource) throw notFound("The resource");
    return { ...account, resource };
  },
  run: async ({ tx, input, target }) => {
    if (target.resource.cloudAccountId !== target.cloudAccountId)
      throw refused(`${target.resource.name} is in another cloud account than the cluster`);
    if (!accessOf[target.resource.kind].includes(input.access))
      throw refused(`A ${target.resource.kind} can't be bound for ${input.access}`);
    const { serviceAccountId, cloudResourceId, access, prefix, expiresAt } = input;
    const [binding] = await tx
      .insert(serviceAccountBindings)
      .values({ serviceAccountId, cloudResourceId, access, prefix, expiresAt })
      .onConflictDoUpdate({
        target: [
          serviceAccountBindings.serviceAccountId,
          serviceAccountBindings.cloudResourceId,
          serviceAccountBindings.access,
          serviceAccountBindings.prefix,
        ],
        set: { expiresAt },
      })
      .returning({ id: serviceAccountBindings.id });
    return { bindingId: binding?.id ?? "" };
  },
  audit: (input, target) => ({
    ...input,
    expiresAt: input.expiresAt?.toISOString() ?? null,
    resource: target?.resource.name,
  }),
});

/** Takes a binding away: it holds at the next request and at the next dispatch. */
export const unbindServiceAccount = defineCommand({
  name: "service-account.unbind",
  input: z.strictObject({ bindingId: z.uuid() }),
  permission: "cluster:write",
  target: async ({ db }, { bindingId }) => {
    const [binding] = await db
      .select({ projectId: serviceAccounts.projectId, id: serviceAccountBindings.id })
      .from(serviceAccountBindings)
      .innerJoin(serviceAccounts, eq(serviceAccounts.id, serviceAccountBindings.serviceAccountId))
      .where(eq(serviceAccountBindings.id, bindingId));
    if (!binding) throw notFound("The binding");
    return binding;
  },
  run: async ({ tx, target }) => {
    await tx.delete(serviceAccountBindings).where(eq(serviceAccountBindings.id, target.id));
    return {};
  },
  audit: (input) => input,
});
