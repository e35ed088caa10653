import type { Call, Cloud } from "../call.ts";
import { type Caller, sessionCaller, userCaller } from "../caller.ts";
import type { Session } from "../session-token.ts";

const LIFETIME_MS = 12 * 3600 * 1000;

type Sealed = { account: string; region: string; user?: string; session?: Session; expiresAt: number };
export type RegistryCaller = { caller: Caller; region: string };

/** A password for `docker login`, good for 12 hours, as base64 of `AWS:<password>`. It stands for the caller, not for a permission. */
export function issueRegistryToken({ caller, cloud, region }: Call): { token: string; expiresAt: number } {
  const expiresAt = cloud.now() + LIFETIME_MS;
  const user = caller.principal.kind === "user" ? caller.principal.arn.split("/").at(-1) : undefined;
  const sealed: Sealed = {
    account: caller.account.id,
    region,
    expiresAt,
    ...(user && { user }),
    ...(caller.session && { session: caller.session }),
  };
  return { token: Buffer.from(`AWS:${cloud.tokens.seal(sealed)}`).toString("base64"), expiresAt };
}

/** Who a registry password stands for, with the policies they have now; undefined when it is none, too old, or its owner is gone. */
export function openRegistryToken({ world, tokens, now }: Cloud, password: string): RegistryCaller | undefined {
  const sealed = tokens.open<Sealed>(password);
  const account = world.get(sealed?.account ?? "");
  if (!sealed || !account || !(sealed.expiresAt > now())) return undefined;
  const user = account.users.get(sealed.user ?? "");
  const caller = sealed.session ? sessionCaller(world, sealed.session) : user && userCaller(account, user);
  return caller && { caller, region: sealed.region };
}
