import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type KnownToken = { token: string; namespace: string; name: string; uid: string; audiences: string[] };

/** The TokenReview endpoint of an API server and nothing else, for tests of Vault without a cluster. */
export async function startReviewServer(reviewerJwt: string, known: KnownToken[]) {
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.headers.authorization !== `Bearer ${reviewerJwt}`) return void response.writeHead(401).end("{}");
    const { spec } = JSON.parse(Buffer.concat(chunks).toString()) as { spec: { token: string; audiences?: string[] } };
    const found = known.find(({ token }) => token === spec.token);
    const wanted = spec.audiences ?? ["https://kubernetes.default.svc"];
    const authenticated = found?.audiences.some((audience) => wanted.includes(audience)) ?? false;
    const user = found && { username: `system:serviceaccount:${found.namespace}:${found.name}`, uid: found.uid };
    response.writeHead(201, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ status: authenticated ? { authenticated, user, audiences: wanted } : { authenticated } }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
