import {
  DescribeImagesCommand,
  ImageNotFoundException,
  paginateDescribeImages,
  paginateDescribeRepositories,
  RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { ecrClient } from "./clients.ts";

export type EcrRepository = {
  name: string;
  arn: string /** What an image name begins with: `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */;
  uri: string;
};
export type EcrTag = { tag: string; digest: string; pushedAt: Date | undefined; sizeBytes: number };

const MAX_IMAGES = 5000;

/** By name; at most `limit`. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const listRepositories = (
  access: AwsAccess,
  limit: number,
): Promise<{ repositories: EcrRepository[]; isTruncated: boolean }> =>
  asking(access, { what: says("do.list-repositories") }, async () => {
    const found: EcrRepository[] = [];
    for await (const page of paginateDescribeRepositories({ client: ecrClient(access), pageSize: 100 }, {})) {
      for (const { repositoryName: name = "", repositoryArn: arn = "", repositoryUri: uri = "" } of page.repositories ??
        [])
        found.push({ name, arn, uri });
      if (found.length > limit) break;
    }
    const repositories = found.slice(0, limit).sort((a, b) => a.name.localeCompare(b.name));
    return { repositories, isTruncated: found.length > limit };
  });

/**
 * The tags that contain `search`, newest push first. ECR can't search or sort, so at most 5000 images are looked through.
 * A repository that is not there is `not-found`. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
 */
export const listTags = (
  access: AwsAccess,
  repository: string,
  { search = "", limit = 50 }: { search?: string; limit?: number } = {},
): Promise<EcrTag[]> =>
  asking(access, { what: says("do.list-images", { repository }), repository }, async () => {
    const tags: EcrTag[] = [];
    let images = 0;
    const query = { repositoryName: repository, filter: { tagStatus: "TAGGED" as const } };
    for await (const { imageDetails = [] } of paginateDescribeImages(
      { client: ecrClient(access), pageSize: 1000 },
      query,
    )) {
      for (const {
        imageTags = [],
        imageDigest: digest = "",
        imagePushedAt: pushedAt,
        imageSizeInBytes: sizeBytes = 0,
      } of imageDetails)
        for (const tag of imageTags) if (tag.includes(search)) tags.push({ tag, digest, pushedAt, sizeBytes });
      images += imageDetails.length;
      if (images >= MAX_IMAGES) break;
    }
    const newestFirst = (a: EcrTag, b: EcrTag) =>
      (b.pushedAt?.getTime() ?? 0) - (a.pushedAt?.getTime() ?? 0) || a.tag.localeCompare(b.tag);
    return tags.sort(newestFirst).slice(0, limit);
  });

/** The digest that a tag stands for now, or undefined when the repository or the image is not there. */
export const findImage = (
  access: AwsAccess,
  repository: string,
  image: { tag: string } | { digest: string },
): Promise<{ digest: string } | undefined> =>
  asking(access, { what: says("do.find-image", { repository }), repository }, async () => {
    const imageId = "tag" in image ? { imageTag: image.tag } : { imageDigest: image.digest };
    try {
      const { imageDetails } = await ecrClient(access).send(
        new DescribeImagesCommand({ repositoryName: repository, imageIds: [imageId] }),
      );
      const digest = imageDetails?.[0]?.imageDigest;
      return digest === undefined ? undefined : { digest };
    } catch (error) {
      if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException) return undefined;
      throw error;
    }
  });
