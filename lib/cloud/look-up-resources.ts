import { bucketArn, repositoryArn } from "#lib/aws/portal-policy.ts";
import { describeSecret } from "#lib/aws/secrets-manager.ts";
import { invalid, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { secretMetadata } from "#lib/vault/secret-metadata.ts";
import { type Listing, listAccount, type ResourceKind } from "./list-account.ts";
import type { OpenAccount } from "./open-account.ts";

export type Named = { kind: ResourceKind; name: string; region: string };
/** `isSeen`: it is known to be there; without it the account could not be asked, and an admin's word is taken. */
export type LookedUp<Wanted extends Named> = Wanted & { arn: string | null; isSeen: boolean };

/**
 * Finds each in its account as it is now, so that nothing is mapped by an ARN that somebody typed. Where listing is denied a secret is asked
 * for by its name, and what can't be asked for at all is taken as named. Throws `invalid` for what is not there.
 */
export async function lookUpResources<Wanted extends Named>(
  account: OpenAccount,
  wanted: readonly Wanted[],
): Promise<LookedUp<Wanted>[]> {
  const places = Map.groupBy(wanted, ({ kind, region }) => `${kind} ${kind === "bucket" ? "" : region}`);
  const listings = new Map(
    await Promise.all(
      [...places].map(
        async ([place, [first]]): Promise<[string, Listing | undefined]> => [
          place,
          first && (await listAccount(account, first.kind, [first.region])),
        ],
      ),
    ),
  );
  return Promise.all(
    wanted.map(async (one) => {
      const listing = listings.get(`${one.kind} ${one.kind === "bucket" ? "" : one.region}`);
      const found = listing?.found.find(({ name, region }) => name === one.name && region === one.region);
      if (found) return { ...one, arn: found.arn, isSeen: true };
      if (listing && listing.obstacles.length === 0 && !listing.isTruncated) throw notThere(account, one);
      return { ...one, ...(await askFor(account, one)) };
    }),
  );
}

async function askFor(
  account: OpenAccount,
  { kind, name, region }: Named,
): Promise<{ arn: string | null; isSeen: boolean }> {
  if (account.kind === "datacenter") {
    if (kind !== "secret") return { arn: kind === "bucket" ? bucketArn(region, name) : null, isSeen: false };
    const found = await unlessDenied(() => secretMetadata(account.vault, name));
    if (found === undefined) throw notThere(account, { kind, name, region });
    return { arn: null, isSeen: found !== "denied" };
  }
  if (kind === "bucket") return { arn: bucketArn(region, name), isSeen: false };
  if (kind === "image-repository") return { arn: repositoryArn(account.config.accountId, region, name), isSeen: false };
  const found = await unlessDenied(() => describeSecret(account.aws(region), name));
  if (found === undefined) throw notThere(account, { kind, name, region });
  return found === "denied" ? { arn: null, isSeen: false } : { arn: found.arn, isSeen: true };
}

async function unlessDenied<Found>(ask: () => Promise<Found>): Promise<Found | "denied"> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SlipwayError && error.code === "denied") return "denied";
    throw error;
  }
}

const notThere = (account: OpenAccount, { kind, name, region }: Named) =>
  invalid(
    "resource-absent",
    { kind: says(`kind.${kind}`), name, account: account.name, region },
    { resources: says("name", { name }) },
  );
