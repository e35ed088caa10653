import { z } from "zod";
import { listObjects } from "#lib/aws/s3.ts";
import { listTags } from "#lib/cloud/images.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { denied, notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { explainPlacement, type ResourceOption } from "./explain-placement.ts";

const Cascade = z.strictObject({
  project: z.string(),
  clusterId: z.uuid().optional(),
  namespaceId: z.uuid().optional(),
});
const inCascade = (question: { project: string }, ctx: Parameters<typeof findProject>[0]) =>
  findProject(ctx, question.project);

/** Everything the launch form offers for what was chosen so far, with the reason for what may not be used. */
export const getPlacement = defineQuery({
  name: "placement.get",
  input: Cascade,
  permission: "access:read",
  target: (ctx, input) => inCascade(input, ctx),
  run: ({ db, input: { clusterId, namespaceId }, target }) =>
    explainPlacement(db, {
      projectId: target.projectId,
      projectName: target.slug,
      ...(clusterId ? { clusterId } : {}),
      ...(namespaceId ? { namespaceId } : {}),
    }),
});
export type PlacementAnswer = Extract<Awaited<ReturnType<(typeof getPlacement)["execute"]>>, { ok: true }>["data"];

const Place = Cascade.required();

type Asked = { clusterId: string; namespaceId: string; resourceId: string };

/** A resource that the project may use in a placement, or the reason why not. */
async function usable(
  db: Parameters<typeof explainPlacement>[0],
  project: { projectId: string; slug: string },
  { clusterId, namespaceId, resourceId }: Asked,
  kind: "buckets" | "repositories",
): Promise<ResourceOption> {
  const placement = await explainPlacement(db, {
    projectId: project.projectId,
    projectName: project.slug,
    clusterId,
    namespaceId,
  });
  const namespace = placement.namespaces.find((option) => option.id === namespaceId);
  const resource = placement[kind].find((option) => option.id === resourceId);
  if (!namespace || !resource) throw notFound("no-resource");
  const obstacle = namespace.obstacle ?? resource.obstacle;
  if (obstacle) throw denied("not-usable-here", { name: resource.name }, obstacle.missing);
  return resource;
}

/** The tags of a repository that the placement's service account may pull, read live from the registry. */
export const listImageTags = defineQuery({
  name: "image.tags",
  input: Place.extend({ resourceId: z.uuid(), search: z.string().max(128).default("") }),
  permission: "access:read",
  target: (ctx, input) => inCascade(input, ctx),
  run: async ({ db, input, target }) => {
    const repository = await usable(db, target, input, "repositories");
    return listTags(await openAccount(db, repository.cloudAccountId), repository, input.search, 50);
  },
});

/** The objects of a bucket that the placement may read, read live from S3. */
export const listBucketObjects = defineQuery({
  name: "bucket.objects",
  input: Place.extend({ resourceId: z.uuid(), prefix: z.string().max(1024).default("") }),
  permission: "access:read",
  target: (ctx, input) => inCascade(input, ctx),
  run: async ({ db, input, target }) => {
    const bucket = await usable(db, target, input, "buckets");
    const account = await openAccount(db, bucket.cloudAccountId);
    const { objects } = await listObjects(account.s3(bucket.region), {
      bucket: bucket.name,
      prefix: input.prefix,
      limit: 200,
    });
    const open = objects.filter((object) => bucket.prefixes.some((prefix) => object.key.startsWith(prefix)));
    return open.map(({ key, sizeBytes, lastModified }) => ({ key, sizeBytes, lastModified: lastModified ?? null }));
  },
});
