import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildImage, MANIFEST_TYPE } from "./image.ts";
import { type Registry, startRegistry } from "./server.ts";

const report = {
  tags: ["1.0", "latest"],
  entrypoint: ["python3", "/app/report.py"],
  env: { TZ: "UTC" },
  files: { "/app/report.py": "print('orders')\n", "/opt/run.sh": "#!/bin/sh\n" },
};
const authorization = `Basic ${Buffer.from("node:pull").toString("base64")}`;
let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry({
    repositories: [{ name: "batch/orders-report", images: [report] }],
    users: [{ name: "node", password: "pull" }],
  });
});
afterAll(() => registry.stop());

const call = (path: string, init: RequestInit = {}) =>
  fetch(registry.url + path, { ...init, headers: { authorization, ...init.headers } });

test("building the same image twice gives the same digest, and a changed file another", () => {
  expect(buildImage(report).digest).toBe(buildImage(report).digest);
  expect(buildImage({ ...report, files: { "/app/report.py": "print(1)" } }).digest).not.toBe(buildImage(report).digest);
});

test("a pull follows manifest, config and layer, and every blob has the digest it is named by", async () => {
  const answer = await call("/v2/batch/orders-report/manifests/1.0", { headers: { accept: MANIFEST_TYPE } });
  expect(answer.headers.get("content-type")).toBe(MANIFEST_TYPE);
  const text = await answer.text();
  expect(answer.headers.get("docker-content-digest")).toBe(`sha256:${createHash("sha256").update(text).digest("hex")}`);
  const manifest = JSON.parse(text);

  const config = await (await call(`/v2/batch/orders-report/blobs/${manifest.config.digest}`)).json();
  expect(config.config).toMatchObject({ Entrypoint: ["python3", "/app/report.py"], Env: ["TZ=UTC"] });

  const layer = Buffer.from(
    await (await call(`/v2/batch/orders-report/blobs/${manifest.layers[0].digest}`)).arrayBuffer(),
  );
  expect(layer.length).toBe(manifest.layers[0].size);
  const tar = gunzipSync(layer);
  expect(config.rootfs.diff_ids).toEqual([`sha256:${createHash("sha256").update(tar).digest("hex")}`]);
  const entries: Record<string, number | undefined> = {};
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    entries[entry.header.name] = entry.header.mode;
    entry.resume();
  }
  expect(entries).toEqual({ "app/": 0o755, "app/report.py": 0o644, "opt/": 0o755, "opt/run.sh": 0o755 });
});

test("without a credential the answer is 401 with a Basic challenge", async () => {
  const answer = await fetch(`${registry.url}/v2/`);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
});

test.each([
  ["/v2/batch/orders-report/manifests/2.0", "MANIFEST_UNKNOWN"],
  ["/v2/batch/nothing/manifests/1.0", "NAME_UNKNOWN"],
  [`/v2/batch/orders-report/blobs/sha256:${"0".repeat(64)}`, "BLOB_UNKNOWN"],
])("%s is 404 %s", async (path, code) => {
  const answer = await call(path);
  expect(answer.status).toBe(404);
  expect((await answer.json()).errors[0].code).toBe(code);
});

test("tags are listed page by page", async () => {
  const first = await call("/v2/batch/orders-report/tags/list?n=1");
  expect(await first.json()).toEqual({ name: "batch/orders-report", tags: ["1.0"] });
  const next = /<(.+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  expect(await (await call(next)).json()).toMatchObject({ tags: ["latest"] });
});

test("the catalogue is listed page by page; a page of no number is refused", async () => {
  const other = await startRegistry({
    repositories: ["c/three", "a/one", "b/two"].map((name) => ({ name, images: [] })),
    users: [],
  });
  const seen: string[][] = [];
  let path: string | undefined = "/v2/_catalog?n=2";
  while (path) {
    const answer: Response = await fetch(other.url + path);
    seen.push((await answer.json()).repositories);
    path = /<(.+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  expect(seen).toEqual([["a/one", "b/two"], ["c/three"]]);
  const refused = await fetch(`${other.url}/v2/_catalog?n=many`);
  expect([refused.status, (await refused.json()).errors[0].code]).toEqual([400, "PAGINATION_NUMBER_INVALID"]);
  await other.stop();
});

test("an image is pushed blob by blob and pulled again; a manifest without its blobs is refused", async () => {
  const image = buildImage({ tags: [], entrypoint: ["true"], files: { "/etc/motd": "pushed" } });
  const manifest = {
    method: "PUT",
    headers: { "content-type": MANIFEST_TYPE },
    body: new Uint8Array(image.manifest.bytes),
  };
  expect((await call("/v2/pushed/motd/manifests/v1", manifest)).status).toBe(400);
  for (const blob of [image.config, ...image.layers]) {
    const { headers } = await call("/v2/pushed/motd/blobs/uploads/", { method: "POST" });
    const location = headers.get("location") ?? "";
    const half = Math.floor(blob.bytes.length / 2);
    expect((await call(location, { method: "PATCH", body: new Uint8Array(blob.bytes.subarray(0, half)) })).status).toBe(
      202,
    );
    const end = await call(`${location}?digest=${blob.digest}`, {
      method: "PUT",
      body: new Uint8Array(blob.bytes.subarray(half)),
    });
    expect(end.status).toBe(201);
  }
  expect((await call("/v2/pushed/motd/manifests/v1", manifest)).status).toBe(201);
  expect((await call("/v2/pushed/motd/manifests/v1", { method: "HEAD" })).headers.get("docker-content-digest")).toBe(
    image.digest,
  );
});
