import { randomUUID } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Secret, SecretVersion } from "../world.ts";

/**
 * Adds a version. When it becomes AWSCURRENT the one before becomes AWSPREVIOUS. The same token with the same value does nothing,
 * with another value it is refused. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function createVersion(
  secret: Secret,
  value: string,
  token: string | undefined,
  stages: string[],
): SecretVersion {
  const known = secret.versions.find(({ id }) => id === token);
  if (known && known.value !== value) {
    throw new AwsError(
      400,
      "ResourceExistsException",
      `The operation failed because you attempted to create a version with a VersionId that already exists: ${token}`,
    );
  }
  if (known) return known;
  const version: SecretVersion = { id: token ?? randomUUID(), stages: [], createdAt: new Date().toISOString(), value };
  secret.versions.unshift(version);
  secret.changedAt = version.createdAt;
  for (const stage of stages) moveStage(secret, stage, version);
  return version;
}

/** Takes a label from the version that has it. AWSCURRENT leaves AWSPREVIOUS behind. */
export function moveStage(secret: Secret, stage: string, to: SecretVersion) {
  const from = secret.versions.find(({ stages }) => stages.includes(stage));
  if (from === to) return;
  if (stage === "AWSCURRENT" && from) moveStage(secret, "AWSPREVIOUS", from);
  if (from) from.stages = from.stages.filter((each) => each !== stage);
  to.stages = [...to.stages.filter((each) => stage !== "AWSCURRENT" || each !== "AWSPREVIOUS"), stage];
}
