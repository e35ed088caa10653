import { isCredentialRefused } from "#lib/aws/aws-error.ts";
import { listBuckets } from "#lib/aws/buckets.ts";
import { callerIdentity } from "#lib/aws/sts.ts";
import { codeOf, refused } from "#lib/platform/errors.ts";
import { pingRegistry } from "#lib/registry/images.ts";
import { ownToken } from "#lib/vault/own-token.ts";
import type { OpenAccount } from "./open-account.ts";

/**
 * Throws unless the credential is one of this very account: an AWS account says whose it is; a data centre's S3, registry and Vault each take
 * theirs. What it may do there is another question (`inspectAccount`).
 */
export async function proveAccount(account: OpenAccount): Promise<void> {
  if (account.kind === "aws") {
    const { accountId, region } = account.config;
    const identity = await callerIdentity(account.aws(region));
    if (identity.accountId !== accountId)
      throw refused("credential-other-account", {
        found: identity.accountId,
        arn: identity.arn,
        account: accountId,
      });
    return;
  }
  await Promise.all([
    // An S3 has no call that only says who one is. To be known and not allowed is enough here.
    listBuckets(account.s3(account.config.s3.region), 1).catch((error) => {
      if (codeOf(error) !== "denied" || isCredentialRefused(error)) throw error;
    }),
    pingRegistry(account.registry),
    ownToken(account.vault),
  ]);
}
