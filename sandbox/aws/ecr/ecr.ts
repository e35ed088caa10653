import { findManifest, imageSize, type StoredManifest } from "#sandbox/registry/repository.ts";
import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { type JsonInput, type JsonOperation, seconds, text } from "../protocol.ts";
import type { EcrRepository } from "../world.ts";
import { issueRegistryToken } from "./registry-token.ts";

type ImageId = { imageTag?: string; imageDigest?: string };

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html */
export const ecr: Record<string, JsonOperation> = {
  GetAuthorizationToken: (call) => {
    authorize(call, { action: "ecr:GetAuthorizationToken", resource: "*" });
    const { token, expiresAt } = issueRegistryToken(call);
    const proxyEndpoint = `https://${call.caller.account.id}.dkr.ecr.${call.region}.amazonaws.com`;
    return { authorizationData: [{ authorizationToken: token, expiresAt: expiresAt / 1000, proxyEndpoint }] };
  },

  DescribeRepositories: (call, input) => {
    const names = Array.isArray(input.repositoryNames) ? (input.repositoryNames as string[]) : undefined;
    const chosen = names
      ? names.map((name) => requireRepository(call, { repositoryName: name }, "ecr:DescribeRepositories"))
      : allRepositories(call);
    const { items, rest } = page(chosen, input);
    return { repositories: items.map((repository) => describeRepository(call, repository)), ...rest };
  },

  ListImages: (call, input) => {
    const repository = requireRepository(call, input, "ecr:ListImages");
    const status = (input.filter as { tagStatus?: string } | undefined)?.tagStatus;
    const ids = images(repository).flatMap(({ manifest, tags }): ImageId[] =>
      tags.length > 0
        ? tags.map((imageTag) => ({ imageDigest: manifest.digest, imageTag }))
        : [{ imageDigest: manifest.digest }],
    );
    const { items, rest } = page(
      ids.filter(({ imageTag }) => fitsTagStatus(status, imageTag !== undefined)),
      input,
    );
    return { imageIds: items, ...rest };
  },

  DescribeImages: (call, input) => {
    const repository = requireRepository(call, input, "ecr:DescribeImages");
    const asked = input.imageIds as ImageId[] | undefined;
    const status = (input.filter as { tagStatus?: string } | undefined)?.tagStatus;
    const found = asked ? asked.map((id) => requireImage(call, repository, id)) : images(repository);
    const { items, rest } = page(
      found.filter(({ tags }) => fitsTagStatus(status, tags.length > 0)),
      input,
    );
    return { imageDetails: items.map((image) => describeImage(call, repository, image)), ...rest };
  },

  BatchGetImage: (call, input) => {
    const repository = requireRepository(call, input, "ecr:BatchGetImage");
    const found: object[] = [];
    const failures: object[] = [];
    for (const imageId of (input.imageIds as ImageId[] | undefined) ?? []) {
      const manifest = findManifest(repository, imageId.imageDigest ?? imageId.imageTag ?? "");
      if (!manifest)
        failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
      else {
        found.push({
          registryId: call.caller.account.id,
          repositoryName: repository.name,
          imageId: { ...imageId, imageDigest: manifest.digest },
          imageManifest: manifest.bytes.toString(),
          imageManifestMediaType: manifest.mediaType,
        });
      }
    }
    return { images: found, failures };
  },
};

function allRepositories(call: Call): EcrRepository[] {
  const { account } = call.caller;
  authorize(call, {
    action: "ecr:DescribeRepositories",
    resource: `arn:aws:ecr:${call.region}:${account.id}:repository/*`,
  });
  return account.repositories.filter(({ region }) => region === call.region);
}

function requireRepository(call: Call, input: JsonInput, action: string): EcrRepository {
  const { account } = call.caller;
  const name = text(input, "repositoryName") ?? "";
  authorize(call, { action, resource: `arn:aws:ecr:${call.region}:${account.id}:repository/${name}` });
  const repository = account.repositories.find((each) => each.region === call.region && each.name === name);
  if (repository) return repository;
  throw new AwsError(
    400,
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${account.id}'`,
  );
}

type Image = { manifest: StoredManifest; tags: string[] };

function images(repository: EcrRepository): Image[] {
  return [...repository.manifests.values()].map((manifest) => ({ manifest, tags: tagsOf(repository, manifest) }));
}

function tagsOf({ tags }: EcrRepository, { digest }: StoredManifest): string[] {
  return [...tags].filter(([, target]) => target === digest).map(([tag]) => tag);
}

function requireImage(call: Call, repository: EcrRepository, { imageDigest, imageTag }: ImageId): Image {
  const manifest = findManifest(repository, imageDigest ?? imageTag ?? "");
  if (manifest) return { manifest, tags: tagsOf(repository, manifest) };
  const id = `{imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'}`;
  throw new AwsError(
    400,
    "ImageNotFoundException",
    `The image with imageId ${id} does not exist within the repository with name '${repository.name}' in the registry with id '${call.caller.account.id}'`,
  );
}

function describeRepository(call: Call, { name, arn, uri, createdAt }: EcrRepository) {
  return {
    registryId: call.caller.account.id,
    repositoryName: name,
    repositoryArn: arn,
    repositoryUri: uri,
    createdAt: seconds(createdAt),
    imageTagMutability: "MUTABLE",
  };
}

function describeImage(call: Call, { name }: EcrRepository, { manifest, tags }: Image) {
  return {
    registryId: call.caller.account.id,
    repositoryName: name,
    imageDigest: manifest.digest,
    ...(tags.length > 0 && { imageTags: tags }),
    imageSizeInBytes: imageSize(manifest),
    imagePushedAt: seconds(manifest.pushedAt),
    imageManifestMediaType: manifest.mediaType,
  };
}

function fitsTagStatus(status: string | undefined, tagged: boolean): boolean {
  return status === undefined || status === "ANY" || (status === "TAGGED") === tagged;
}

function page<T>(all: T[], input: JsonInput): { items: T[]; rest: { nextToken?: string } } {
  const start = Number(Buffer.from(text(input, "nextToken") ?? "", "base64").toString() || 0);
  const end = start + (typeof input.maxResults === "number" ? input.maxResults : 100);
  return {
    items: all.slice(start, end),
    rest: end < all.length ? { nextToken: Buffer.from(String(end)).toString("base64") } : {},
  };
}
