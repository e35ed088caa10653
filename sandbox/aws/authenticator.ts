import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type AccessEntry = { principalArn: string; username: string; groups: string[] };
export type AuthenticatorOptions = { stsUrl: string; clusterName: string; accessEntries: AccessEntry[]; port?: number };
type Identity = { arn: string; userId: string; account: string; accessKeyId: string };

const PREFIX = "k8s-aws-v1.";

/**
 * Starts EKS's part in signing in: a TokenReview webhook (authentication.k8s.io/v1) that takes `k8s-aws-v1.` tokens, asks STS who
 * signed them for this cluster, and gives that principal the name and groups of its access entry. Placeholders of a username:
 * `{{AccountID}}`, `{{SessionName}}`. https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html and
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#how-does-it-work
 */
export async function startAuthenticator(
  options: AuthenticatorOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/authenticate`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(options: AuthenticatorOptions, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const review = JSON.parse(Buffer.concat(chunks).toString()) as { apiVersion?: string; spec?: { token?: string } };
  const status = await reviewToken(options, review.spec?.token ?? "");
  response.setHeader("Content-Type", "application/json");
  response.end(
    JSON.stringify({ apiVersion: review.apiVersion ?? "authentication.k8s.io/v1", kind: "TokenReview", status }),
  );
}

/** The status of a TokenReview. A token that is not of this kind is simply not authenticated, so that others may try it. */
export async function reviewToken(
  options: AuthenticatorOptions,
  token: string,
): Promise<{ authenticated: boolean; user?: object; error?: string }> {
  if (!token.startsWith(PREFIX)) return { authenticated: false };
  try {
    const identity = await whoSigned(options, Buffer.from(token.slice(PREFIX.length), "base64url").toString());
    const entry = options.accessEntries.find(({ principalArn }) => principalArn === principalOf(identity));
    if (!entry) return { authenticated: false, error: `no access entry for ${principalOf(identity)}` };
    return { authenticated: true, user: toUser(entry, identity) };
  } catch (error) {
    return { authenticated: false, error: (error as Error).message };
  }
}

async function whoSigned({ stsUrl, clusterName }: AuthenticatorOptions, text: string): Promise<Identity> {
  const url = URL.parse(text);
  // The URL comes from the caller: it must lead to STS and ask only who they are.
  if (!url || url.origin !== new URL(stsUrl).origin || url.pathname !== "/")
    throw new Error("the URL in the token is not of STS");
  if (url.searchParams.get("Action") !== "GetCallerIdentity")
    throw new Error("the URL in the token is not a GetCallerIdentity");
  const expires = Number(url.searchParams.get("X-Amz-Expires"));
  if (!(expires > 0 && expires <= 900))
    throw new Error("the URL in the token must not be good for more than 15 minutes");
  const signed = (url.searchParams.get("X-Amz-SignedHeaders") ?? "").split(";");
  if (!signed.includes("x-k8s-aws-id")) throw new Error("the token is not signed for a cluster");

  const headers = { accept: "application/json", "x-k8s-aws-id": clusterName };
  const reply = await fetch(url, { headers, redirect: "error" });
  if (!reply.ok) throw new Error(`STS refused the token with ${reply.status}`);
  const body = (await reply.json()) as {
    GetCallerIdentityResponse: { GetCallerIdentityResult: { Arn: string; UserId: string; Account: string } };
  };
  const { Arn, UserId, Account } = body.GetCallerIdentityResponse.GetCallerIdentityResult;
  const [accessKeyId = ""] = (url.searchParams.get("X-Amz-Credential") ?? "").split("/");
  return { arn: Arn, userId: UserId, account: Account, accessKeyId };
}

/** An access entry names the role behind a session: `assumed-role/<role>/<session>` → `role/<role>`. */
function principalOf({ arn }: Identity): string {
  return arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, "arn:aws:iam::$1:role/$2");
}

function toUser({ username, groups }: AccessEntry, identity: Identity) {
  const sessionName = identity.arn.split("/").at(-1) ?? "";
  const name = username
    .replaceAll("{{AccountID}}", identity.account)
    .replaceAll("{{SessionNameRaw}}", sessionName)
    .replaceAll("{{SessionName}}", sessionName.replaceAll("@", "-"));
  return {
    username: name,
    uid: `aws-iam-authenticator:${identity.account}:${identity.userId.split(":")[0]}`,
    groups: [...groups],
    extra: {
      accessKeyId: [identity.accessKeyId],
      arn: [identity.arn],
      canonicalArn: [principalOf(identity)],
      principalId: [identity.userId.split(":")[0]],
      sessionName: [sessionName],
    },
  };
}
