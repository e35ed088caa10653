import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export type ReviewedToken = { namespace: string; name: string; uid: string };

/**
 * Asks the cluster who a service account token belongs to (Kubernetes API, authentication.k8s.io/v1 TokenReview).
 * Undefined when the cluster doesn't know the token; throws when the cluster refuses the reviewer.
 */
export async function reviewToken(
  cluster: { host: string; ca: string; reviewerJwt: string },
  token: string,
  audience: string | undefined,
): Promise<ReviewedToken | undefined> {
  const review = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenReview",
    spec: { token, ...(audience && { audiences: [audience] }) },
  };
  const { status, text } = await post(cluster, JSON.stringify(review));
  if (status !== 201 && status !== 200) throw new Error(`TokenReview answered ${status}: ${text}`);
  const answer = JSON.parse(text) as {
    status?: { authenticated?: boolean; user?: { username?: string; uid?: string } };
  };
  const user = answer.status?.user;
  const parts = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user?.username ?? "");
  if (!answer.status?.authenticated || !parts?.[1] || !parts[2]) return undefined;
  return { namespace: parts[1], name: parts[2], uid: user?.uid ?? "" };
}

function post(
  { host, ca, reviewerJwt }: { host: string; ca: string; reviewerJwt: string },
  body: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      authorization: `Bearer ${reviewerJwt}`,
    };
    const url = new URL("/apis/authentication.k8s.io/v1/tokenreviews", host);
    const request = url.protocol === "http:" ? requestHttp : requestHttps;
    const call = request(url, { method: "POST", ca, headers, agent: false }, async (response) => {
      try {
        const chunks: Uint8Array[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      } catch (error) {
        reject(error);
      }
    });
    call.on("error", reject);
    call.end(body);
  });
}
