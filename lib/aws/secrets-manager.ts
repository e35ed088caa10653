import { DescribeSecretCommand, paginateListSecrets, ResourceNotFoundException } from "@aws-sdk/client-secrets-manager";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { secretsManagerClient } from "./clients.ts";
import { type EncryptionKey, encryptionKey } from "./encryption-key.ts";

export type SecretFacts = {
  arn: string;
  name: string /** Of the value that is current now. */;
  versionId: string;
  lastChanged: Date | undefined;
  key: EncryptionKey;
};

/**
 * What is known of a secret without its value, which Slipway never reads; undefined when it is not there, is to be deleted, or has no value yet.
 * @param id name or ARN
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export const describeSecret = (access: AwsAccess, id: string): Promise<SecretFacts | undefined> =>
  asking(access, { what: says("do.describe-secret", { secret: id }), secret: id }, async () => {
    try {
      const secret = await secretsManagerClient(access).send(new DescribeSecretCommand({ SecretId: id }));
      const versions = Object.entries(secret.VersionIdsToStages ?? {});
      const current = versions.find(([, stages]) => stages.includes("AWSCURRENT"))?.[0];
      if (current === undefined || secret.DeletedDate) return undefined;
      return {
        arn: secret.ARN ?? "",
        name: secret.Name ?? "",
        versionId: current,
        lastChanged: secret.LastChangedDate,
        key: encryptionKey(secret.KmsKeyId, access),
      };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  });

export type ListedSecret = { name: string; arn: string };

/**
 * The secrets of a region by name, never a value; at most `limit`.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
 */
export const listSecrets = (
  access: AwsAccess,
  limit: number,
): Promise<{ secrets: ListedSecret[]; isTruncated: boolean }> =>
  asking(access, { what: says("do.list-secrets") }, async () => {
    const secrets: ListedSecret[] = [];
    for await (const page of paginateListSecrets({ client: secretsManagerClient(access), pageSize: 100 }, {})) {
      for (const { Name: name = "", ARN: arn = "", DeletedDate } of page.SecretList ?? [])
        if (!DeletedDate) secrets.push({ name, arn });
      if (secrets.length > limit) break;
    }
    const isTruncated = secrets.length > limit;
    return { secrets: secrets.slice(0, limit).sort((a, b) => a.name.localeCompare(b.name)), isTruncated };
  });
