import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, expect, test } from "vitest";
import { unpackLayer } from "./unpack-layer.ts";

type Item = {
  name: string;
  type?: "file" | "symlink" | "directory";
  linkname?: string;
  content?: string;
  mode?: number;
};

async function layer(items: Item[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = "", ...header } of items) tar.entry(header, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

const parent = mkdtempSync(join(tmpdir(), "slipway-layer-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
const newRoot = () => mkdtempSync(join(parent, "root-"));
const type = "application/vnd.oci.image.layer.v1.tar+gzip";

test("files keep their place and their mode, and a later layer's whiteout removes them", async () => {
  const root = newRoot();
  await unpackLayer(await layer([{ name: "app/run", content: "x", mode: 0o755 }, { name: "app/old" }]), type, root);
  await unpackLayer(await layer([{ name: "app/.wh.old" }]), type, root);
  expect(readFileSync(join(root, "app/run"), "utf8")).toBe("x");
  expect(statSync(join(root, "app/run")).mode & 0o777).toBe(0o755);
  expect(existsSync(join(root, "app/old"))).toBe(false);
});

test("nothing is written outside of the root, by name or through a link", async () => {
  const outside = newRoot();
  const root = newRoot();
  const items: Item[] = [
    { name: "../escaped", content: "x" },
    { name: "link", type: "symlink", linkname: outside },
    { name: "link/through", content: "x" },
  ];
  await unpackLayer(await layer(items), type, root);
  expect(existsSync(join(root, "..", "escaped"))).toBe(false);
  expect(existsSync(join(outside, "through"))).toBe(false);
  expect(readFileSync(join(root, "escaped"), "utf8")).toBe("x");
  expect(readFileSync(join(root, "link/through"), "utf8")).toBe("x");
});
