import { createHash, createPublicKey, type KeyObject, randomUUID } from "node:crypto";
import { decodeJwt, exportJWK, jwtVerify, SignJWT } from "jose";
import type { KubeObject } from "./object.ts";
import type { Store } from "./storage.ts";

export type User = { name: string; uid?: string; groups: string[]; extra?: Record<string, string[]> };
export type Reference = { name: string; uid: string };
export type StaticToken = { token: string; user: string; groups: string[] };

export type AuthenticatorOptions = {
  store: Store;
  issuer: string;
  /** What the API server accepts in `aud`. */
  audiences: string[];
  key: KeyObject;
  tokens: StaticToken[];
  tokenReviewWebhook?: string;
};

export type Authenticator = ReturnType<typeof createAuthenticator>;

type Bound = { namespace: string; serviceaccount: Reference; pod?: Reference; node?: Reference };
type Known = { user: User; audiences: string[] };

export const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** Static tokens, then service account tokens signed here, then the TokenReview webhook. https://kubernetes.io/docs/reference/access-authn-authz/authentication/ */
export function createAuthenticator(options: AuthenticatorOptions) {
  const publicKey = createPublicKey(options.key);
  const kid = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
  const remembered = new Map<string, { until: number; user: User }>();

  return {
    /** The user behind a bearer token for any of `audiences` (the API server's own by default); throws with the reason. */
    async authenticate(token: string, audiences = options.audiences): Promise<Known> {
      const fixed = options.tokens.find((entry) => entry.token === token);
      // A static token has no audience of its own: it counts for the API server's.
      if (fixed)
        return {
          user: authenticated({ name: fixed.user, groups: fixed.groups }),
          audiences: common(options.audiences, audiences),
        };
      if (isIssuedHere(token, options.issuer)) return serviceAccountUser(options, publicKey, token, audiences);
      const cached = remembered.get(token);
      if (cached && cached.until > Date.now()) return { user: cached.user, audiences };
      if (!options.tokenReviewWebhook) throw new Error("invalid bearer token");
      const user = authenticated(await askWebhook(options.tokenReviewWebhook, token));
      // kube-apiserver's --authentication-token-webhook-cache-ttl is two minutes; a token must not outlive its cluster here.
      remembered.set(token, { until: Date.now() + 10_000, user });
      return { user, audiences };
    },

    /** Signs a token with the claims of a bound service account token. */
    async issue(
      bound: Bound,
      audiences: string[],
      expirationSeconds: number,
    ): Promise<{ token: string; expires: Date }> {
      const now = Math.floor(Date.now() / 1000);
      const token = await new SignJWT({ "kubernetes.io": bound })
        .setProtectedHeader({ alg: "RS256", kid })
        .setIssuer(options.issuer)
        .setSubject(`system:serviceaccount:${bound.namespace}:${bound.serviceaccount.name}`)
        .setAudience(audiences)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + expirationSeconds)
        .setJti(randomUUID())
        .sign(options.key);
      return { token, expires: new Date((now + expirationSeconds) * 1000) };
    },

    /** The key set that verifies what `issue` signs. */
    jwks: async (): Promise<object> => ({ keys: [{ use: "sig", kid, alg: "RS256", ...(await exportJWK(publicKey)) }] }),
  };
}

const common = (own: string[], asked: string[]) => {
  const both = own.filter((audience) => asked.includes(audience));
  if (both.length === 0)
    throw new Error(`token audiences ${quoted(own)} is invalid for the target audiences ${quoted(asked)}`);
  return both;
};

const quoted = (list: string[]) => `[${list.map((entry) => JSON.stringify(entry)).join(" ")}]`;

const authenticated = (user: User): User => ({
  ...user,
  groups: [...new Set([...user.groups, "system:authenticated"])],
});

function isIssuedHere(token: string, issuer: string): boolean {
  try {
    return decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
}

async function serviceAccountUser(
  { store, issuer }: AuthenticatorOptions,
  key: KeyObject,
  token: string,
  asked: string[],
): Promise<Known> {
  const { payload } = await jwtVerify(token, key, { issuer, algorithms: ["RS256"] });
  const audiences = common([payload.aud ?? []].flat(), asked);
  const { namespace, serviceaccount, pod, node } = payload["kubernetes.io"] as Bound;
  const account = store.get("serviceaccounts", namespace, serviceaccount.name);
  if (account?.metadata.uid !== serviceaccount.uid)
    throw new Error(`serviceaccounts "${serviceaccount.name}" not found`);
  const boundTo = pod && store.get("pods", namespace, pod.name);
  if (pod && !isAlive(boundTo, pod)) throw new Error("service account token has been invalidated");
  return {
    audiences,
    user: {
      name: payload.sub ?? "",
      uid: serviceaccount.uid,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      extra: {
        "authentication.kubernetes.io/credential-id": [`JTI=${payload.jti}`],
        ...(pod && {
          "authentication.kubernetes.io/pod-name": [pod.name],
          "authentication.kubernetes.io/pod-uid": [pod.uid],
        }),
        ...(node && {
          "authentication.kubernetes.io/node-name": [node.name],
          "authentication.kubernetes.io/node-uid": [node.uid],
        }),
      },
    },
  };
}

/** A bound token outlives the deletion of its pod by the leeway of a minute. */
const isAlive = (object: KubeObject | undefined, { uid }: Reference) =>
  object?.metadata.uid === uid && !(Date.parse(object.metadata.deletionTimestamp ?? "") < Date.now() - 60_000);

async function askWebhook(url: string, token: string): Promise<User> {
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {}, spec: { token } };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(review),
    signal: AbortSignal.timeout(30_000),
  });
  const { status } = (await response.json()) as {
    status?: {
      authenticated?: boolean;
      error?: string;
      user?: { username: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> };
    };
  };
  if (!status?.authenticated || !status.user) throw new Error(status?.error || "invalid bearer token");
  const { username, uid, groups = [], extra } = status.user;
  return { name: username, groups, ...(uid && { uid }), ...(extra && { extra }) };
}
