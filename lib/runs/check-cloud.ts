import type { GrantedChoices } from "#lib/access/check-choices.ts";
import type { ResourceOption, ServiceAccountOption } from "#lib/access/explain-placement.ts";
import type { EncryptionKey } from "#lib/aws/encryption-key.ts";
import { simulate } from "#lib/aws/iam.ts";
import { bucketArn } from "#lib/aws/portal-policy.ts";
import { headObject } from "#lib/aws/s3.ts";
import { describeSecret } from "#lib/aws/secrets-manager.ts";
import { findImage, repositoryAddress } from "#lib/cloud/images.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import { canRead } from "#lib/vault/can-read.ts";
import { roleAdmits, roleBinding } from "#lib/vault/role-binding.ts";
import { secretMetadata } from "#lib/vault/secret-metadata.ts";
import { type Check, fail, pass } from "./check.ts";
import { checkFileKeys, checkSecretKeys } from "./check-keys.ts";
import type { LaunchChoices, Provenance } from "./schema.ts";

type Pinned<T> = { check: Check; value?: T };

/** The image is in the registry; pins its digest. */
export async function checkImage(
  account: OpenAccount,
  repository: { name: string; region: string },
  tag: string,
  pinned: string | undefined,
  id: "image" | "init-image" = "image",
): Promise<Pinned<{ repository: string; reference: string; digest: string }>> {
  const found = await findImage(account, repository, pinned ? { digest: pinned } : { tag });
  const params = { repository: repository.name, tag: pinned ?? tag };
  if (!found) return { check: fail(id, pinned ? "digest-absent" : "tag-absent", params) };
  const reference = `${repositoryAddress(account, repository)}@${found.digest}`;
  return {
    check: pass(id, "image-there", { ...params, digest: found.digest.slice(0, 19) }),
    value: { repository: repository.name, reference, digest: found.digest },
  };
}

/** Every file is in the bucket, and the role may read it and use its key; pins versions, sizes and checksums. */
export async function checkFiles(
  account: OpenAccount,
  bucket: ResourceOption | undefined,
  files: LaunchChoices["files"],
  serviceAccount: ServiceAccountOption,
  pinned: Provenance["files"] | undefined,
): Promise<Pinned<Provenance["files"]>> {
  if (!bucket || files.length === 0) return { check: pass("files", "files-none"), value: [] };
  const access = account.s3(bucket.region);
  const found = await Promise.all(
    files.map(async (file) => {
      const versionId = pinned?.find((pin) => pin.key === file.key && pin.path === file.path)?.versionId;
      const facts = await headObject(access, {
        bucket: bucket.name,
        key: file.key,
        ...(versionId ? { versionId } : {}),
      });
      return { file, facts, versionId };
    }),
  );
  const absent = found.find(({ facts }) => !facts);
  if (absent) {
    const params = { bucket: bucket.name, key: absent.file.key, version: absent.versionId ?? "" };
    return { check: fail("files", absent.versionId ? "version-absent" : "file-absent", params) };
  }
  let warning: Check | undefined;
  if (account.kind === "aws" && serviceAccount.roleArn) {
    const denied = await firstDenied(
      account.aws(bucket.region),
      serviceAccount.roleArn,
      // A pod asks for the version that was pinned, which is a right of its own.
      found.some(({ facts }) => facts?.versionId) ? ["s3:GetObject", "s3:GetObjectVersion"] : ["s3:GetObject"],
      files.map(({ key }) => `${bucketArn(bucket.region, bucket.name)}/${key}`),
    );
    if (denied)
      return {
        check: fail("files", "role-may-not-read-file", {
          role: serviceAccount.roleArn,
          key: denied.split("/").slice(1).join("/"),
          bucket: bucket.name,
        }),
      };
    const read = found.map(({ file, facts }) => ({ key: file.key, kmsKeyArn: facts?.kmsKeyArn }));
    warning = await checkFileKeys(account, serviceAccount.roleArn, bucket, read);
  }
  const value = found.flatMap(({ file, facts }) =>
    facts
      ? [
          {
            bucket: bucket.name,
            key: file.key,
            path: file.path,
            sizeBytes: facts.sizeBytes,
            ...(facts.versionId ? { versionId: facts.versionId } : {}),
            ...(facts.sha256 ? { sha256: facts.sha256 } : {}),
          },
        ]
      : [],
  );
  return { check: warning ?? pass("files", "files-there", { count: files.length, bucket: bucket.name }), value };
}

async function firstDenied(
  access: Parameters<typeof simulate>[0],
  roleArn: string,
  actions: string[],
  arns: string[],
): Promise<string | undefined> {
  const results = await simulate(access, roleArn, actions, arns);
  return results.find((result) => !result.allowed)?.resource;
}

type ChosenSecrets = GrantedChoices["secrets"];

/** Every secret exists and may be read by the pod's identity; pins versions. No value is read. */
export async function checkSecrets(
  account: OpenAccount,
  secrets: ChosenSecrets,
  serviceAccount: ServiceAccountOption,
  namespace: string,
  pinned: Provenance["secrets"] | undefined,
): Promise<Pinned<Provenance["secrets"]>> {
  if (secrets.length === 0) return { check: pass("secrets", "secrets-none"), value: [] };
  const store = account.kind === "aws" ? "secrets-manager" : "vault";
  const value: Provenance["secrets"] = [];
  const keyed: { name: string; region: string; key: EncryptionKey }[] = [];
  for (const { choice, resource } of secrets) {
    const current = await currentVersion(account, resource);
    if (!current) return { check: fail("secrets", "secret-absent", { secret: resource.name, store }) };
    keyed.push({ name: resource.name, region: resource.region, key: current.key });
    const pin = pinned?.find(
      (candidate) => candidate.file === choice.file && candidate.id === resource.name,
    )?.versionId;
    value.push({ store, id: resource.name, versionId: pin ?? current.versionId, file: choice.file });
  }
  const names = secrets.map(({ resource }) => resource);
  const denied =
    account.kind === "aws"
      ? await deniedByRole(account, names, serviceAccount)
      : await deniedByVault(account, names, serviceAccount, namespace);
  if (denied) return { check: denied };
  const warning =
    account.kind === "aws" ? await checkSecretKeys(account, serviceAccount.roleArn ?? "", keyed) : undefined;
  return { check: warning ?? pass("secrets", "secrets-readable", { count: secrets.length, store }), value };
}

async function currentVersion(
  account: OpenAccount,
  resource: ResourceOption,
): Promise<{ versionId: string; key: EncryptionKey } | undefined> {
  if (account.kind === "aws") return describeSecret(account.aws(resource.region), resource.arn ?? resource.name);
  const metadata = await secretMetadata(account.vault, resource.name);
  return metadata ? { versionId: String(metadata.version), key: "none" } : undefined;
}

async function deniedByRole(
  account: Extract<OpenAccount, { kind: "aws" }>,
  secrets: ResourceOption[],
  { roleArn }: ServiceAccountOption,
) {
  const byRegion = Map.groupBy(secrets, (secret) => secret.region);
  for (const [region, group] of byRegion) {
    const arns = group.map((secret) => secret.arn ?? secret.name);
    const denied = await firstDenied(account.aws(region), roleArn ?? "", ["secretsmanager:GetSecretValue"], arns);
    const secret = group.find((candidate) => (candidate.arn ?? candidate.name) === denied);
    if (denied)
      return fail("secrets", "role-may-not-read-secret", { role: roleArn ?? "", secret: secret?.name ?? denied });
  }
  return undefined;
}

async function deniedByVault(
  account: Extract<OpenAccount, { kind: "datacenter" }>,
  secrets: ResourceOption[],
  serviceAccount: ServiceAccountOption,
  namespace: string,
) {
  const role = serviceAccount.vaultRole ?? "";
  const binding = role ? await roleBinding(account.vault, account.config.vault.mount, role) : undefined;
  if (!binding) return fail("secrets", "vault-role-absent", { role, serviceAccount: serviceAccount.name });
  if (!roleAdmits(binding, { namespace, name: serviceAccount.name })) {
    return fail("secrets", "vault-role-does-not-admit", { role, serviceAccount: serviceAccount.name, namespace });
  }
  for (const secret of secrets) {
    if (!(await canRead(account.vault, binding.policies, secret.name))) {
      return fail("secrets", "role-may-not-read-secret", { role, secret: secret.name });
    }
  }
  return undefined;
}
