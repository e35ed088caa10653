import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { createFaults, type FaultControl } from "#sandbox/faults.ts";

/**
 * Stands before a real API server with that one's own certificate, so that what the stand-in can be told to do to requests, the real
 * one can be told too. Everything else passes unchanged, as it comes.
 */
export async function startFaultProxy(o: {
  target: string;
  ca: string;
  certificateFile: string;
  keyFile: string;
  port?: number;
}): Promise<{ url: string; faults: FaultControl; stop(): Promise<void> }> {
  const { control, wrap } = createFaults();
  const agent = new Agent({ ca: o.ca, keepAlive: true });
  const certificate = { cert: readFileSync(o.certificateFile), key: readFileSync(o.keyFile) };
  const pass = (incoming: IncomingMessage, response: ServerResponse) => {
    const { method, headers, url = "/" } = incoming;
    const outgoing = request(new URL(url, o.target), { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // A watch has begun when its headers are there, whether or not anything has happened yet.
      if (/[?&](watch|follow)=/.test(url)) response.flushHeaders();
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer(certificate, wrap(pass));
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(o.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: control,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}
