import * as ecr from "#lib/aws/ecr.ts";
import * as registry from "#lib/registry/images.ts";
import type { OpenAccount } from "./open-account.ts";

export type Tag = { tag: string; digest: string | null; pushedAt: Date | null; sizeBytes: number | null };
type Repository = { name: string; region: string };

/** The tags of a repository, read live from the account's registry; ECR's newest first. */
export async function listTags(
  account: OpenAccount,
  repository: Repository,
  search: string,
  limit: number,
): Promise<Tag[]> {
  if (account.kind === "aws") {
    const tags = await ecr.listTags(account.aws(repository.region), repository.name, { search, limit });
    return tags.map((tag) => ({ ...tag, pushedAt: tag.pushedAt ?? null }));
  }
  const tags = await registry.listTags(account.registry, repository.name, { search, limit });
  return tags.map((tag) => ({ tag, digest: null, pushedAt: null, sizeBytes: null }));
}

/** The digest that a tag stands for now, or that of a digest that is there; undefined where neither is. */
export const findImage = (account: OpenAccount, repository: Repository, image: { tag: string } | { digest: string }) =>
  account.kind === "aws"
    ? ecr.findImage(account.aws(repository.region), repository.name, image)
    : registry.findImage(account.registry, repository.name, image);

/** The repository as a pod's image names it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const repositoryAddress = (account: OpenAccount, repository: Repository): string =>
  account.kind === "aws"
    ? `${account.config.accountId}.dkr.ecr.${repository.region}.amazonaws.com/${repository.name}`
    : `${new URL(account.config.registry.url).host}/${repository.name}`;
