import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

type Answers = {
  /** undefined when ready, else why not. */
  notReady: () => Promise<string | undefined>;
  registry: Registry;
};

/** `/healthz` (the process lives), `/readyz` (the database answers), `/metrics` (Prometheus). */
export async function startHealthServer(port: number, host: string, { notReady, registry }: Answers) {
  const answer = async (path: string, response: ServerResponse) => {
    if (path === "/healthz") return send(response, 200, "ok\n");
    if (path === "/readyz") {
      const problem = await notReady();
      return problem ? send(response, 503, `${problem}\n`) : send(response, 200, "ok\n");
    }
    if (path === "/metrics") return send(response, 200, await registry.metrics(), registry.contentType);
    return send(response, 404, "not found\n");
  };
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? "/", "http://worker").pathname, response).catch(() => {
      if (!response.headersSent) send(response, 503, "unavailable\n");
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, status: number, body: string, contentType = "text/plain; charset=utf-8") {
  response.writeHead(status, { "content-type": contentType }).end(body);
}
