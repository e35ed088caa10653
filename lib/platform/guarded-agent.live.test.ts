import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo, LookupFunction } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { headObject } from "#lib/aws/s3.ts";
import { openSession } from "#lib/clusters/session.ts";
import { readVault } from "#lib/vault/vault-request.ts";
import { servingCertificate } from "#sandbox/kubernetes/control-plane/certificates.ts";
import { says } from "./say.ts";

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
});
const nothingAllowed = () => vi.stubEnv("SLIPWAY_ALLOWED_ADDRESSES", "");

/** Each test's own modules: what may be connected to is read once and kept for a while. */
const fresh = () => import("./http-request.ts");

async function serve(listener: http.RequestListener, tls?: https.ServerOptions) {
  const asked: string[] = [];
  const counted: http.RequestListener = (request, response) => {
    asked.push(request.headers.host ?? "");
    listener(request, response);
  };
  const server = (tls ? https.createServer(tls, counted) : http.createServer(counted)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { port, asked };
}
const greeting: http.RequestListener = (_, response) => response.end("hello");

/** A resolver that gives its answers one after the other, and the last one for good. */
const answering =
  (...answers: string[]): LookupFunction =>
  (_name, { all }, callback) => {
    const address = (answers.length > 1 ? answers.shift() : answers[0]) ?? "";
    if (all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  };
const get = { method: "GET", path: "/", timeoutMs: 3000 };

test.each(["http", "https"])("a name that resolves to loopback is not connected to over %s", async (protocol) => {
  nothingAllowed();
  const { httpOrigin, request } = await fresh();
  const { port, asked } = await serve(greeting);
  const origin = httpOrigin(`${protocol}://cluster.example.com:${port}`, { lookup: answering("127.0.0.1") });
  await expect(request(origin, get)).rejects.toMatchObject({ name: "AddressRefused", refusal: "loopback" });
  expect(asked).toEqual([]);
});

test.each(["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0177.1", "localhost"])(
  "%s is not connected to",
  async (host) => {
    nothingAllowed();
    const { httpOrigin, request } = await fresh();
    const { port, asked } = await serve(greeting);
    const asking = request(httpOrigin(`http://${host}:${port}`), get);
    await expect(asking).rejects.toMatchObject({ name: "AddressRefused", refusal: "loopback" });
    expect(asked).toEqual([]);
  },
);

test("one refused address among a name's answers refuses the name", async () => {
  nothingAllowed();
  const { httpOrigin, request } = await fresh();
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(null, [
      { address: "203.0.113.9", family: 4 },
      { address: "169.254.169.254", family: 4 },
    ]);
  const asking = request(httpOrigin("http://cluster.example.com", { lookup }), get);
  await expect(asking).rejects.toMatchObject({ refusal: "metadata" });
});

test("a name that resolves elsewhere at its next connection is refused there", async () => {
  // 127.0.0.2 stands for the outside, which a test does not reach; 127.0.0.1 for what must not be reached.
  vi.stubEnv("SLIPWAY_ALLOWED_ADDRESSES", "127.0.0.2/32");
  const { httpOrigin, request } = await fresh();
  const closing: http.RequestListener = (_, response) => response.setHeader("connection", "close").end("hello");
  const server = http.createServer(closing).listen(0, "0.0.0.0");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const lookup = answering("127.0.0.2", "127.0.0.1");
  const origin = httpOrigin(`http://cluster.example.com:${port}`, { lookup });
  expect(await request(origin, get)).toMatchObject({ status: 200, body: "hello" });
  await expect(request(origin, get)).rejects.toMatchObject({ name: "AddressRefused", refusal: "loopback" });
});

test("this machine's own addresses are refused, but for those that are allowed", async () => {
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  nothingAllowed();
  const { httpOrigin, request } = await fresh();
  // A machine that has no address but loopback has none to refuse.
  if (own) await expect(request(httpOrigin(`http://${own}:9`), get)).rejects.toMatchObject({ refusal: "own" });
});

test("the database and the portal are refused even where their address is allowed", async () => {
  const { port, asked } = await serve(greeting);
  vi.stubEnv("DATABASE_URL", `postgres://slipway@127.0.0.1:${port}/slipway`);
  const portal = await serve(greeting);
  vi.stubEnv("SLIPWAY_URL", `http://127.0.0.1:${portal.port}`);
  const { httpOrigin, request } = await fresh();
  for (const at of [port, portal.port])
    await expect(request(httpOrigin(`http://127.0.0.1:${at}`), get)).rejects.toMatchObject({ refusal: "own" });
  expect([...asked, ...portal.asked]).toEqual([]);
});

test("a redirect is an answer like any other, and is not followed", async () => {
  const { httpOrigin, request } = await fresh();
  const target = await serve(greeting);
  const location = `http://127.0.0.1:${target.port}/`;
  const { port } = await serve((_, response) => response.writeHead(302, { location }).end());
  expect(await request(httpOrigin(`http://127.0.0.1:${port}`), get)).toMatchObject({ status: 302 });
  expect(target.asked).toEqual([]);
});

test("an allowed server over TLS is reached, and its certificate is still checked", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "slipway-guarded-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const { httpOrigin, request } = await fresh();
  const { ca, cert, key } = servingCertificate(dataDir, "guarded");
  const { port } = await serve(greeting, { cert, key });
  const address = `https://127.0.0.1:${port}`;
  expect(await request(httpOrigin(address, { ca }), get)).toMatchObject({ status: 200 });
  await expect(request(httpOrigin(address), get)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGN/) });
});

test("an AWS endpoint that somebody registered is judged too", async () => {
  const credential = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "none" };
  for (const endpoint of ["http://169.254.169.254", "https://169.254.169.254"])
    await expect(
      headObject(
        { accountId: "111122223333", region: "eu-central-1", endpoint, credential },
        { bucket: "orders", key: "a" },
      ),
    ).rejects.toMatchObject({ code: "refused", details: { refusal: "metadata" } });
});

test("a refusal of a cluster and of Vault says so in words, also of a write: nothing was sent", async () => {
  const refused = { code: "refused", details: { refusal: "metadata" } };
  const session = openSession({ cluster: "dc-test", server: "https://169.254.169.254", ca: "" });
  onTestFinished(() => session.close());
  await expect(session.version()).rejects.toMatchObject({
    ...refused,
    publicMessage: expect.stringContaining("169.254.169.254 leads to an instance metadata address"),
  });
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "b" } };
  await expect(session.create(object)).rejects.toMatchObject(refused);
  const access = { address: "http://169.254.169.254", token: "t" };
  await expect(readVault(access, "secret/metadata/a", says("do.sign-in"))).rejects.toMatchObject(refused);
});
