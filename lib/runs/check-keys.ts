import { keyOf } from "#lib/access/encryption-keys.ts";
import { type EncryptionKey, viaService } from "#lib/aws/encryption-key.ts";
import { simulate } from "#lib/aws/iam.ts";
import type { OpenAwsAccount } from "#lib/cloud/open-account.ts";
import { type Check, warn } from "./check.ts";

type Place = { name: string; region: string };

/**
 * Whether the role may decrypt the files, each with the key that it was written with; undefined where nothing is to be said. It only warns: the
 * key's own policy may let the role in, which a simulation of the role's policies does not see.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export async function checkFileKeys(
  account: OpenAwsAccount,
  role: string,
  bucket: Place,
  files: { key: string; kmsKeyArn: string | undefined }[],
): Promise<Check | undefined> {
  const arns = files.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  const refused = await refusedKeys(account, role, "bucket", bucket.region, arns);
  const file = files.find(({ kmsKeyArn }) => kmsKeyArn && refused.has(kmsKeyArn));
  if (!file?.kmsKeyArn) return undefined;
  // An object's key is told by its ARN alone, be it AWS's own or the customer's: the bucket knows which.
  const byDefault = await keyOf(account, { kind: "bucket", arn: null, ...bucket });
  if (byDefault === "none") return undefined;
  const isDefault = byDefault !== "unknown" && byDefault.arn === file.kmsKeyArn;
  const params = { role, kmsKey: file.kmsKeyArn, key: file.key, bucket: bucket.name };
  return warn("files", isDefault ? "role-may-not-use-bucket-key" : "bucket-key-unknown", params);
}

/** Whether the role may decrypt the secrets; it only warns, as for files. */
export async function checkSecretKeys(
  account: OpenAwsAccount,
  role: string,
  secrets: (Place & { key: EncryptionKey })[],
): Promise<Check | undefined> {
  const keyed = secrets.flatMap(({ key, ...each }) => (typeof key === "object" ? [{ ...each, arn: key.arn }] : []));
  for (const [region, group] of Map.groupBy(keyed, (secret) => secret.region)) {
    const arns = group.map(({ arn }) => arn);
    const refused = await refusedKeys(account, role, "secret", region, arns);
    const secret = group.find(({ arn }) => refused.has(arn));
    if (secret)
      return warn("secrets", "role-may-not-use-secret-key", { role, kmsKey: secret.arn, secret: secret.name });
  }
  const unknown = secrets.find(({ key }) => key === "unknown");
  return unknown && warn("secrets", "secret-key-unknown", { role, secret: unknown.name });
}

async function refusedKeys(
  account: OpenAwsAccount,
  role: string,
  kind: "bucket" | "secret",
  region: string,
  arns: string[],
): Promise<Set<string>> {
  if (arns.length === 0) return new Set();
  const context = { "kms:ViaService": viaService(kind, region) };
  const results = await simulate(account.aws(region), role, ["kms:Decrypt"], [...new Set(arns)], context);
  return new Set(results.flatMap(({ resource, allowed }) => (allowed ? [] : [resource])));
}
