import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { DnsName, hasOneIdentity, identityFields, KeyPrefix, oneIdentity, roleByOf } from "./request-schema.ts";
import { accessOf, writeBinding } from "./write-binding.ts";
import { writeServiceAccount } from "./write-service-account.ts";

export const RegisterServiceAccountInput = z
  .strictObject({ namespaceId: z.uuid(), projectId: z.uuid(), name: DnsName, ...identityFields })
  .refine(hasOneIdentity, oneIdentity);

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
    if (!grant) throw notFound("no-namespace-grant");
    return { projectId, ...grant };
  },
  run: ({ tx, input, target }) => writeServiceAccount(tx, { ...input, clusterId: target.clusterId }),
  audit: (input, _target, output) => ({ ...input, roleBy: roleByOf(input), ...output }),
});

export const BindInput = z.strictObject({
  serviceAccountId: z.uuid(),
  cloudResourceId: z.uuid(),
  access: z.enum(["read", "write", "pull"]),
  prefix: KeyPrefix,
  expiresAt: z.coerce.date().nullable().default(null),
});

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
    if (!account) throw notFound("no-service-account");
    if (!resource) throw notFound("no-resource");
    return { ...account, resource };
  },
  run: async ({ tx, actor, input, target }) => {
    if (target.resource.cloudAccountId !== target.cloudAccountId)
      throw refused("bind-other-account", { name: target.resource.name });
    if (!accessOf[target.resource.kind].includes(input.access))
      throw refused("kind-not-bindable", {
        kind: says(`kind.${target.resource.kind}`),
        access: says(`access.${input.access}`),
      });
    const { before, after } = await writeBinding(tx, { ...input, grantedBy: userIdOf(actor) }, { keepsLonger: false });
    return { bindingId: after[0]?.bindingId ?? "", before, after };
  },
  audit: (input, target, output) => ({
    ...input,
    expiresAt: input.expiresAt?.toISOString() ?? null,
    resource: target?.resource.name,
    ...output,
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
    if (!binding) throw notFound("no-binding");
    return binding;
  },
  run: async ({ tx, target }) => {
    const before = await tx.delete(serviceAccountBindings).where(eq(serviceAccountBindings.id, target.id)).returning({
      serviceAccountId: serviceAccountBindings.serviceAccountId,
      cloudResourceId: serviceAccountBindings.cloudResourceId,
      access: serviceAccountBindings.access,
      prefix: serviceAccountBindings.prefix,
      expiresAt: serviceAccountBindings.expiresAt,
    });
    return { before, after: [] };
  },
  audit: (input, _target, output) => ({ ...input, ...output }),
});
