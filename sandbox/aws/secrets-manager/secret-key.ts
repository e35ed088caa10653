import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { decideOnKey, type KeyAsked, keyArn } from "../kms-key.ts";
import { type JsonInput, text } from "../protocol.ts";
import type { Secret } from "../world.ts";

/** `KmsKeyId` of a request; undefined for AWS's own key. Of keys' aliases only that of AWS's own key is known here. */
export function secretKeyIn({ caller, region, cloud }: Call, input: JsonInput): string | undefined {
  const id = text(input, "KmsKeyId") || undefined;
  if (id === undefined || /(^|:)alias\/aws\/secretsmanager$/.test(id)) return undefined;
  if (keyArn(id, { account: caller.account.id, region })) return id;
  cloud.log("Secrets Manager with the alias of a key is not implemented");
  throw new AwsError(501, "NotImplemented", "The alias of a key is not implemented");
}

/**
 * Throws in the service's words unless the caller may use the secret's key for every action. AWS's own key needs nothing.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function allowSecretKey(
  call: Call,
  { kmsKeyId, arn, region }: Pick<Secret, "kmsKeyId" | "arn" | "region">,
  ...actions: KeyAsked["action"][]
) {
  const key = kmsKeyId && keyArn(kmsKeyId, { account: call.caller.account.id, region });
  if (!key) return;
  const encryptionContext = { SecretARN: arn };
  for (const action of actions)
    if (decideOnKey(call, { action, key, service: "secretsmanager", region, encryptionContext }).outcome !== "allowed")
      throw new AwsError(400, "AccessDeniedException", "Access to KMS is not allowed");
}
