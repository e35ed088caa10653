import { openCredential } from "./open-account.ts";

/** How an account is signed in to, in words that are no secret: an access key's id, which AWS's own trail tells too, and the role. */
export function identityOf(credential: unknown): { keyId: string | null; roleArn: string | null } {
  const given = credential as { accessKeyId?: string; roleArn?: string; s3?: { accessKeyId?: string } };
  return { keyId: given.s3?.accessKeyId ?? given.accessKeyId ?? null, roleArn: given.roleArn ?? null };
}

/** The same of a stored credential; null where no configured key opens it, since another in its place is the way out of that. */
export function storedIdentity(sealed: string | null, rowId: string) {
  try {
    return identityOf(openCredential(sealed, rowId));
  } catch {
    return null;
  }
}
