import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { buildImage } from "#sandbox/registry/image.ts";
import { startRegistry } from "#sandbox/registry/server.ts";
import { findImage, listRepositories, listTags, pingRegistry } from "./images.ts";

const report = {
  tags: ["1.0", "1.1-rc1", "latest"],
  entrypoint: ["python3"],
  files: { "/app/report.py": "print(1)\n" },
};
const { digest } = buildImage(report);
let registry: Awaited<ReturnType<typeof startRegistry>>;
const access = (password = "pull") => ({ address: registry.url, username: "slipway", password });

beforeAll(async () => {
  registry = await startRegistry({
    repositories: [
      { name: "batch/orders-report", images: [report] },
      { name: "batch/billing", images: [] },
    ],
    users: [{ name: "slipway", password: "pull" }],
  });
});
afterAll(() => registry.stop());

test("repositories and tags are listed, tags by what they contain", async () => {
  await pingRegistry(access());
  expect(await listRepositories(access(), 10)).toEqual({
    names: ["batch/billing", "batch/orders-report"],
    isTruncated: false,
  });
  expect(await listRepositories(access(), 1)).toEqual({ names: ["batch/billing"], isTruncated: true });
  expect((await listTags(access(), "batch/orders-report")).sort()).toEqual(["1.0", "1.1-rc1", "latest"]);
  expect(await listTags(access(), "batch/orders-report", { search: "1.", limit: 1 })).toHaveLength(1);
  expect(await listTags(access(), "batch/orders-report", { search: "rc" })).toEqual(["1.1-rc1"]);
});

test("a tag is resolved to its digest, and a digest to itself", async () => {
  expect(await findImage(access(), "batch/orders-report", { tag: "1.0" })).toEqual({ digest });
  expect(await findImage(access(), "batch/orders-report", { digest })).toEqual({ digest });
});

test("an image or a repository that is not there is undefined; the tags of none are not found", async () => {
  expect(await findImage(access(), "batch/orders-report", { tag: "9.9" })).toBeUndefined();
  expect(await findImage(access(), "batch/none", { tag: "1.0" })).toBeUndefined();
  await expect(listTags(access(), "batch/none")).rejects.toMatchObject({
    code: "not-found",
    details: { repository: "batch/none" },
  });
});

test("a wrong password is denied, and the error does not carry it", async () => {
  const error = await listRepositories(access("wr0ng"), 10).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "denied" });
  await expect(pingRegistry(access("wr0ng"))).rejects.toMatchObject({ code: "denied" });
  expect(JSON.stringify(error) + String(error)).not.toContain("wr0ng");
});

test.each(["../secrets", "Batch", "a//b", ""])("%j is no repository and is not asked for", async (name) => {
  await expect(findImage(access(), name, { tag: "1.0" })).rejects.toMatchObject({ code: "invalid" });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a registry that hands out tokens is asked with one, fetched with the password", async () => {
  const asked: string[] = [];
  const address = await serve((request, response) => {
    const { authorization = "nothing" } = request.headers;
    asked.push(`${request.url} ${authorization.split(" ")[0]}`);
    if (request.url?.startsWith("/token")) response.end(JSON.stringify({ token: "t0ken" }));
    else if (authorization === "Bearer t0ken") response.end(JSON.stringify({ name: "a", tags: ["1.0"] }));
    else
      response
        .writeHead(401, { "www-authenticate": `Bearer realm="${address}/token",service="r",scope="repository:a:pull"` })
        .end();
  });
  expect(await listTags({ address, username: "slipway", password: "pull" }, "a")).toEqual(["1.0"]);
  expect(asked).toEqual([
    "/v2/a/tags/list?n=1000 nothing",
    "/token?service=r&scope=repository%3Aa%3Apull Basic",
    "/v2/a/tags/list?n=1000 Bearer",
  ]);
});

test("neither a redirect nor a token realm in the clear takes the password to another host", async () => {
  let stolen = 0;
  const thief = await serve((_, response) => {
    stolen += 1;
    response.end("{}");
  });
  const redirecting = await serve((_, response) => void response.writeHead(307, { location: `${thief}/v2/` }).end());
  const luring = await serve(
    (_, response) => void response.writeHead(401, { "www-authenticate": `Bearer realm="${thief}/token"` }).end(),
  );
  const credential = { username: "slipway", password: "pull" };
  await expect(listTags({ address: redirecting, ...credential }, "a")).rejects.toMatchObject({ code: "unavailable" });
  await expect(listTags({ address: luring, ...credential }, "a")).rejects.toMatchObject({ code: "denied" });
  expect(stolen).toBe(0);
});
