import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { servingCertificate } from "#sandbox/kubernetes/control-plane/certificates.ts";
import { openSession } from "./session.ts";
import { clusterTypes } from "./types/registry.ts";

const dataDir = mkdtempSync(join(tmpdir(), "slipway-connection-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

/** A session with a server that does exactly what a test says, over real TLS. */
async function against(listener: RequestListener) {
  const { ca, cert, key } = servingCertificate(dataDir, "scripted");
  const server = createServer({ cert, key }, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let tokens = 0;
  const session = openSession({
    cluster: "scripted",
    server: address,
    ca,
    authorization: async () => `Bearer t${++tokens}`,
  });
  onTestFinished(() => {
    session.close();
    server.close();
    server.closeAllConnections();
  });
  return session;
}

test("a watch whose server falls silent is given up as unreachable", async () => {
  const session = await against((_, response) => response.flushHeaders());
  const next = session.watch("Pod", { resourceVersion: "1", silenceMs: 50 }).next();
  await expect(next).rejects.toMatchObject({ code: "unreachable", details: { cluster: "scripted" } });
});

test("an event that is cut in pieces, even inside a character, is put together again", async () => {
  const line = Buffer.from(
    `${JSON.stringify({ type: "ADDED", object: { metadata: { name: "a", annotations: { note: "Größe 数据" } } } })}\n`,
  );
  const session = await against((_, response) => {
    for (const byte of line) response.write(Buffer.from([byte]));
    response.end();
  });
  const events = [];
  for await (const event of session.watch("Pod", { resourceVersion: "1" })) events.push(event);
  expect(events).toMatchObject([{ type: "ADDED", object: { metadata: { annotations: { note: "Größe 数据" } } } }]);
});

test("a watch that breaks in the middle is an error, not an end", async () => {
  const session = await against((_, response) => {
    response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n{"type":"MOD', () => response.destroy());
  });
  const watching = session.watch("Pod", { resourceVersion: "1" });
  expect(await watching.next()).toMatchObject({ value: { type: "ADDED" } });
  await expect(watching.next()).rejects.toMatchObject({ code: "unreachable" });
});

test("every request carries the credential of its moment, so that a renewed token is used at once", async () => {
  const seen: (string | undefined)[] = [];
  const session = await against(({ headers }, response) => {
    seen.push(headers.authorization);
    response.end('{"gitVersion":"v1.34.2"}');
  });
  await session.version();
  await session.version();
  expect(seen).toEqual(["Bearer t1", "Bearer t2"]);
});

test("a client certificate is shown where it is the credential, and no token is", async () => {
  const { ca, cert, key } = servingCertificate(dataDir, "scripted");
  const seen: unknown[] = [];
  const server = createServer(
    { cert, key, requestCert: true, rejectUnauthorized: false },
    ({ socket, headers }, response) => {
      seen.push([(socket as TLSSocket).getPeerX509Certificate()?.toString(), headers.authorization]);
      response.end('{"gitVersion":"v1.34.2"}');
    },
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session = await clusterTypes.datacenter.connect(
    { server: address, ca },
    { kind: "client-certificate", cert, key },
    {},
  );
  onTestFinished(() => session.close());
  await session.version();
  expect(seen).toEqual([[expect.stringContaining("BEGIN CERTIFICATE"), undefined]]);
});

test("a followed log streams as it comes, and ends when no one wants it any more", async () => {
  const closed = Promise.withResolvers<void>();
  const session = await against((_, response) => {
    response.write("first line\n");
    response.on("close", () => closed.resolve());
  });
  const stop = new AbortController();
  const log = await session.podLog("orders", "pod-1", "main", { follow: true, signal: stop.signal });
  const reader = log?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first line\n");
  stop.abort();
  await expect(reader?.read()).rejects.toThrow();
  await closed.promise;
});

test("what is asked of a log is passed on", async () => {
  const session = await against(({ url }, response) => response.end(url));
  const sinceTime = new Date("2026-11-22T10:00:00Z");
  const log = await session.podLog("orders", "pod-1", "main", {
    timestamps: true,
    sinceTime,
    tailLines: 10,
    limitBytes: 100,
    previous: true,
  });
  if (!log) throw new Error("no log");
  expect(await text(log)).toBe(
    "/api/v1/namespaces/orders/pods/pod-1/log?container=main&timestamps=true&tailLines=10&limitBytes=100&previous=true&sinceTime=2026-11-22T10%3A00%3A00.000Z",
  );
});

test("a container that waits has no log yet; another 400 is an error", async () => {
  let message = 'container \\"main\\" in pod \\"pod-1\\" is waiting to start: ContainerCreating';
  const session = await against((_, response) =>
    response.writeHead(400).end(`{"kind":"Status","message":"${message}"}`),
  );
  expect(await session.podLog("orders", "pod-1", "main")).toBeUndefined();
  message = "a container name must be specified";
  await expect(session.podLog("orders", "pod-1", "main")).rejects.toMatchObject({ code: "invalid" });
});

test("a page that is no Kubernetes API is said to be none", async () => {
  const session = await against((_, response) => response.end("<html>welcome</html>"));
  await expect(session.version()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("not JSON"),
  });
});
