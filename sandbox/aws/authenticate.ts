import type { AwsRequest } from "./aws-request.ts";
import { type Caller, sessionCaller, userCaller } from "./caller.ts";
import type { Session, TokenSigner } from "./session-token.ts";
import type { SignatureClaim } from "./signing/signature-claim.ts";
import { type Verdict, verifySignature } from "./signing/verify-signature.ts";
import type { AccessKey, World } from "./world.ts";

export type AuthFailureReason =
  | "missing"
  | "malformed"
  | "unknown-key"
  | "invalid-token"
  | "expired-token"
  | Extract<Verdict, { ok: false }>["reason"];

/** Why a request's signature was not accepted; each protocol has its own code and words for it. */
export class AuthFailure extends Error {
  reason: AuthFailureReason;
  claim: SignatureClaim | undefined;
  verdict: Verdict | undefined;

  constructor(reason: AuthFailureReason, claim?: SignatureClaim, verdict?: Verdict, message: string = reason) {
    super(message);
    this.reason = reason;
    this.claim = claim;
    this.verdict = verdict;
  }
}

export type Authenticated = { caller: Caller; signing: { key: Buffer; signature: string } };

/** Finds the claim's access key and checks the signature with its secret. Throws AuthFailure. */
export function authenticate(
  world: World,
  tokens: TokenSigner,
  request: AwsRequest,
  claim: SignatureClaim,
  payloadHash: string,
  now: number,
): Authenticated {
  const { caller, secret, key } = claim.sessionToken
    ? fromSession(world, tokens, claim, claim.sessionToken, now)
    : fromAccessKey(world, claim);
  const verdict = verifySignature(request, claim, secret, payloadHash, now);
  if (!verdict.ok) throw new AuthFailure(verdict.reason, claim, verdict);
  if (key) key.lastUsed = { at: new Date(now).toISOString(), service: claim.scope.service, region: claim.scope.region };
  return { caller, signing: verdict };
}

type Found = { caller: Caller; secret: string; key?: AccessKey };

function fromAccessKey(world: World, claim: SignatureClaim): Found {
  for (const account of world.values()) {
    for (const user of account.users.values()) {
      const key = user.accessKeys.find(({ id, status }) => id === claim.accessKeyId && status === "Active");
      if (key) return { caller: userCaller(account, user), secret: key.secret, key };
    }
  }
  throw new AuthFailure("unknown-key", claim);
}

function fromSession(world: World, tokens: TokenSigner, claim: SignatureClaim, token: string, now: number): Found {
  const session = tokens.open<Session>(token);
  if (!session || session.accessKeyId !== claim.accessKeyId) throw new AuthFailure("invalid-token", claim);
  if (session.expiresAt <= now) throw new AuthFailure("expired-token", claim);
  const caller = sessionCaller(world, session);
  if (!caller) throw new AuthFailure("invalid-token", claim);
  return { caller, secret: tokens.secretOf(session.accessKeyId) };
}
