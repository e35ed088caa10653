import type { GrantedChoices } from "#lib/access/check-choices.ts";
import type { ServiceAccountOption } from "#lib/access/explain-placement.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import { vaultTokenFile } from "#lib/clusters/types/datacenter.ts";
import { filesDir, secretsDir } from "#lib/jobs/job-names.ts";
import type { InitDocument, Provenance } from "./schema.ts";

type Parts = {
  account: OpenAccount;
  granted: GrantedChoices;
  provenance: Provenance;
  serviceAccount: ServiceAccountOption;
  region: string;
};

/** Ten minutes to fetch files and secrets; the job's own deadline starts with its container. */
const deadlineSeconds = 600;

/** What the init container fetches: the pinned versions, by reference. */
export function initDocumentOf({ account, granted, provenance, serviceAccount, region }: Parts): InitDocument {
  const endpoint = account.kind === "aws" ? account.config.endpoint : account.config.s3.endpoint;
  const reached = endpoint ? { endpoint } : {};
  const s3Region = account.kind === "aws" ? (granted.bucket?.region ?? region) : account.config.s3.region;
  const secretRegion = granted.secrets[0]?.resource.region ?? region;
  return {
    deadlineSeconds,
    filesDir,
    secretsDir,
    files: provenance.files,
    secrets: provenance.secrets.map(({ store, id, versionId, file }) => {
      const chosen = granted.secrets.find((secret) => secret.choice.file === file);
      return {
        store,
        id: chosen?.resource.arn ?? id,
        versionId,
        file,
        ...(chosen?.choice.key ? { key: chosen.choice.key } : {}),
      };
    }),
    ...(provenance.files.length > 0 ? { s3: { region: s3Region, pathStyle: endpoint !== undefined, ...reached } } : {}),
    ...(account.kind === "aws" && provenance.secrets.length > 0
      ? { secretsManager: { region: secretRegion, ...reached } }
      : {}),
    ...(account.kind === "datacenter" && provenance.secrets.length > 0
      ? {
          vault: {
            address: account.config.vault.address,
            role: serviceAccount.vaultRole ?? "",
            mount: account.config.vault.mount,
            tokenFile: vaultTokenFile,
          },
        }
      : {}),
  };
}

/** Region and, where the account has its own, the endpoint: read by every AWS SDK in the job's container. */
export function cloudEnvOf(account: OpenAccount, region: string): Record<string, string> {
  const endpoint = account.kind === "aws" ? account.config.endpoint : account.config.s3.endpoint;
  return {
    AWS_REGION: account.kind === "aws" ? region : account.config.s3.region,
    ...(endpoint ? { AWS_ENDPOINT_URL: endpoint } : {}),
  };
}
