import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BuiltImage, buildImage } from "#sandbox/registry/image.ts";
import { createImageStore } from "./image-store.ts";

const built = buildImage({
  tags: ["1"],
  entrypoint: ["node", "/app/a.js"],
  env: { A: "b=c" },
  files: { "/app/a.js": "1" },
});
const basic = `Basic ${Buffer.from("user:password").toString("base64")}`;

let dataDir: string;
let server: ReturnType<typeof createServer>;
let url: string;
let asked: string[];
let served: BuiltImage;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "slipway-images-"));
  asked = [];
  served = built;
  server = createServer((request, response) => {
    asked.push(`${request.url}`);
    const { status, headers, body } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

/** A registry that wants tokens, with the place where Basic credentials buy one. */
function answer(request: IncomingMessage): { status: number; headers: Record<string, string>; body: Buffer | string } {
  const { pathname, searchParams } = new URL(request.url ?? "/", url);
  const { authorization } = request.headers;
  if (pathname === "/token") {
    const isKnown = authorization === basic && searchParams.get("scope") === "repository:team/app:pull";
    return isKnown ? { status: 200, headers: {}, body: '{"token":"bought"}' } : { status: 401, headers: {}, body: "" };
  }
  if (authorization !== "Bearer bought") {
    const challenge = `Bearer realm="${url}/token",service="images",scope="repository:team/app:pull"`;
    return { status: 401, headers: { "www-authenticate": challenge }, body: "" };
  }
  const blobs = [served.config, ...served.layers];
  const found = pathname.includes("/manifests/")
    ? served.manifest
    : blobs.find(({ digest }) => pathname.endsWith(digest));
  if (!found || pathname.endsWith("/missing")) return { status: 404, headers: {}, body: "" };
  return { status: 200, headers: { "content-type": found.mediaType }, body: found.bytes };
}

const store = (authorization?: string) =>
  createImageStore({
    dataDir,
    registries: { "images.example": { url, ...(authorization && { authorization: async () => authorization }) } },
  });

test("an image is pulled with a token that the node's own credentials buy, and found again afterwards", async () => {
  const stored = await store(basic).pull("images.example/team/app:1", []);
  expect(stored.imageID).toBe(`images.example/team/app@${built.digest}`);
  expect(stored.config).toMatchObject({ entrypoint: ["node", "/app/a.js"], env: { A: "b=c" }, workingDir: "/" });
  expect(readFileSync(join(stored.rootfs, "app/a.js"), "utf8")).toBe("1");
  expect(await store().find("images.example/team/app:1")).toEqual(stored);
  expect(await store().find("images.example/team/app:2")).toBeUndefined();
});

test("a pod's own credentials are tried first; without any that fit the refusal is told", async () => {
  await expect(store().pull("images.example/team/app:1", [])).rejects.toThrow(
    /failed to resolve reference "images\.example\/team\/app:1": failed to authorize: failed to fetch anonymous token: .* 401/,
  );
  expect((await store("Basic d3Jvbmc=").pull("images.example/team/app:1", [basic])).imageID).toContain(built.digest);
});

test("an unknown tag, an unknown registry and a broken name each have the runtime's words", async () => {
  await expect(store(basic).pull("images.example/team/app:missing", [])).rejects.toThrow(
    'rpc error: code = NotFound desc = failed to pull and unpack image "images.example/team/app:missing": ' +
      'failed to resolve reference "images.example/team/app:missing": images.example/team/app:missing: not found',
  );
  await expect(store().pull("elsewhere.example/app", [])).rejects.toThrow("lookup elsewhere.example: no such host");
  await expect(store().pull("Not/An:Image:", [])).rejects.toThrow("failed to parse image name");
});

test("content that is not what its digest says is refused", async () => {
  const [layer] = built.layers;
  if (!layer) throw new Error("no layer");
  served = { ...built, layers: [{ ...layer, bytes: Buffer.from("something else") }] };
  await expect(store(basic).pull("images.example/team/app:1", [])).rejects.toThrow(/unexpected digest/);
  await expect(store(basic).pull(`images.example/team/app@sha256:${"0".repeat(64)}`, [])).rejects.toThrow(
    /unexpected digest/,
  );
});

test("pulling the same image twice at once unpacks it once", async () => {
  const both = createImageStore({
    dataDir,
    registries: { "images.example": { url, authorization: async () => basic } },
  });
  const [one, two] = await Promise.all([
    both.pull("images.example/team/app:1", []),
    both.pull(`images.example/team/app@${built.digest}`, []),
  ]);
  expect(one.rootfs).toBe(two.rootfs);
  const layer = built.layers[0]?.digest ?? "";
  expect(asked.filter((path) => path.endsWith(layer)).length).toBe(1);
});
