import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  canonicalRequest,
  formatAmzDate,
  sha256Hex,
  sign,
  signingKey,
  stringToSign,
} from "#sandbox/aws/signing/sigv4.ts";

export type PodIdentityAgentOptions = {
  /** Where EKS Auth answers. */
  url: string;
  region: string;
  clusterName: string;
  /** The node's own. */
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/**
 * A stand-in for the EKS Pod Identity Agent, which every node runs: takes the token that a pod's SDK sends and answers with the credentials that
 * EKS Auth gives for it, in the form of the SDK's container credentials provider. On EKS it listens on 169.254.170.23, here on the loopback.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html, https://github.com/aws/eks-pod-identity-agent
 */
export async function startPodIdentityAgent(
  options: PodIdentityAgentOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/credentials`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(options: PodIdentityAgentOptions, request: IncomingMessage, response: ServerResponse) {
  const { authorization: token } = request.headers;
  if (request.method !== "GET" || request.url !== "/v1/credentials") return void response.writeHead(404).end();
  if (!token) return void response.writeHead(400).end("Service account token cannot be empty");
  const asked = await askEksAuth(options, token);
  const body = (await asked.json()) as EksAuthAnswer;
  if (!body.credentials) {
    const code = asked.headers.get("x-amzn-errortype");
    return void response.writeHead(asked.status).end(`(${code}): ${body.message}`);
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = body.credentials;
  response.setHeader("Content-Type", "application/json");
  response.end(
    JSON.stringify({
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      AccountId: body.assumedRoleUser?.arn.split(":")[4],
      Expiration: new Date(expiration * 1000).toISOString(),
    }),
  );
}

type EksAuthAnswer = {
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: number };
  assumedRoleUser?: { arn: string };
  message?: string;
};

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html, signed as every call to AWS is. */
function askEksAuth({ url, region, clusterName, credentials }: PodIdentityAgentOptions, token: string) {
  const service = "eks-auth";
  const target = new URL(`/clusters/${encodeURIComponent(clusterName)}/assume-role-for-pod-identity`, url);
  const body = JSON.stringify({ token });
  const amzDate = formatAmzDate(Date.now());
  const signed: Record<string, string> = {
    "content-type": "application/json",
    host: target.host,
    "x-amz-date": amzDate,
  };
  const names = Object.keys(signed).sort();
  const canonical = canonicalRequest(
    { method: "POST", rawPath: target.pathname, query: [], header: (name) => signed[name] },
    service,
    names,
    sha256Hex(body),
  );
  const scope = { date: amzDate.slice(0, 8), region, service };
  const signature = sign(signingKey(credentials.secretAccessKey, scope), stringToSign(amzDate, scope, canonical));
  const credential = `${credentials.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  const { host: _, ...headers } = signed;
  return fetch(target, {
    method: "POST",
    body,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
    },
  });
}
