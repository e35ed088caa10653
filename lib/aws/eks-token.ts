import { SignatureV4 } from "@smithy/signature-v4";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { stsClient } from "./clients.ts";

/** The API server takes a token for 15 minutes after it was signed; it is renewed well before. */
const RENEW_AFTER_MS = 10 * 60 * 1000;

/**
 * Bearer tokens for an EKS cluster, as `aws eks get-token` makes them: a GetCallerIdentity request, presigned for 60 s and for this cluster alone.
 * Asked often, it signs anew about every ten minutes.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export function eksTokens(access: AwsAccess, eksClusterName: string): () => Promise<string> {
  let current: { token: Promise<string>; signedAt: number } | undefined;
  return () => {
    if (!current || Date.now() - current.signedAt > RENEW_AFTER_MS) {
      const token = signToken(access, eksClusterName, new Date());
      current = { token, signedAt: Date.now() };
      // One failure is not the answer for the next ten minutes.
      token.catch(() => (current = undefined));
    }
    return current.token;
  };
}

/** One token, signed as of `at`. */
export const signToken = (access: AwsAccess, eksClusterName: string, at: Date): Promise<string> =>
  asking(access, { what: says("do.eks-token", { cluster: eksClusterName }) }, async () => {
    const { credentials, sha256 } = stsClient(access).config;
    const signer = new SignatureV4({ service: "sts", region: access.region, credentials, sha256 });
    const url = new URL(access.endpoint ?? `https://sts.${access.region}.amazonaws.com`);
    const { query = {} } = await signer.presign(
      {
        method: "GET",
        protocol: url.protocol,
        hostname: url.hostname,
        path: "/",
        query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
        headers: { host: url.host, "x-k8s-aws-id": eksClusterName },
      },
      {
        expiresIn: 60,
        signingDate: at,
        unhoistableHeaders: new Set(["x-k8s-aws-id"]),
        signableHeaders: new Set(["host", "x-k8s-aws-id"]),
      },
    );
    const parameters = Object.entries(query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(`${value}`)}`,
    );
    return `k8s-aws-v1.${Buffer.from(`${url.origin}/?${parameters.join("&")}`).toString("base64url")}`;
  });
