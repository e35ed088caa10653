import { once } from "node:events";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands between init and a server, passes everything on as it is (the Host header too, which signatures cover), and breaks
 * the connection in the middle of an answer's body as often as it is told. For tests.
 */
export async function startCuttingProxy(target: string) {
  const to = new URL(target);
  let plan: { afterBytes: number; times: number } = { afterBytes: 0, times: 0 };
  const ranges: (string | undefined)[] = [];

  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    if (method === "GET") ranges.push(headers.range);
    const onward = forward({ host: to.hostname, port: to.port, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      const cut = method === "GET" && plan.times > 0;
      if (cut) plan.times -= 1;
      let left = cut ? plan.afterBytes : Number.POSITIVE_INFINITY;
      answer.on("data", (chunk: Buffer) => {
        const piece = chunk.subarray(0, left);
        left -= piece.length;
        if (left > 0) response.write(piece);
        else response.write(piece, () => response.destroy());
      });
      answer.on("end", () => left > 0 && response.end());
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The Range header of each GET since the plan was made. */
    ranges,
    cut(afterBytes: number, times: number) {
      plan = { afterBytes, times };
      ranges.length = 0;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
