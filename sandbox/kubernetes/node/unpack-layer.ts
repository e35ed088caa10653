import { createWriteStream } from "node:fs";
import { chmod, link, lstat, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { extract } from "tar-stream";

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Item> ? Item : never;

/**
 * Unpacks one layer over `root`, with whiteouts. Nothing is ever written outside of `root`: names are made relative, and an
 * entry below something that is not a real folder replaces it.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md
 */
export async function unpackLayer(bytes: Buffer, mediaType: string, root: string): Promise<void> {
  const tar = extract();
  const unpacked = pipeline([Readable.from([bytes]), ...decompress(mediaType), tar]);
  try {
    for await (const entry of tar) await unpackEntry(entry, root);
  } finally {
    await unpacked;
  }
}

function decompress(mediaType: string) {
  if (mediaType.endsWith("gzip")) return [createGunzip()];
  if (mediaType.endsWith("zstd")) return [createZstdDecompress()];
  return [];
}

async function unpackEntry(entry: Entry, root: string): Promise<void> {
  const { header } = entry;
  const name = safeName(header.name);
  const target = join(root, name);
  const base = name.split(sep).at(-1) ?? "";
  if (name === "" || name === ".") return drain(entry);
  await makeFolder(root, dirname(name));
  if (base === ".wh..wh..opq") {
    for (const child of await readdir(dirname(target))) await rm(join(dirname(target), child), { recursive: true });
    return drain(entry);
  }
  if (base.startsWith(".wh.")) {
    await rm(join(dirname(target), base.slice(4)), { recursive: true, force: true });
    return drain(entry);
  }
  const mode = (header.mode ?? 0o644) & 0o7777;
  if (header.type === "directory") {
    await makeFolder(root, name);
    await chmod(target, mode | 0o700);
    return drain(entry);
  }
  await rm(target, { recursive: true, force: true });
  if (header.type === "symlink") await symlink(header.linkname ?? "", target);
  else if (header.type === "link") await link(join(root, safeName(header.linkname ?? "")), target);
  else if (header.type === "file" || header.type === "contiguous-file") {
    await pipeline(entry, createWriteStream(target, { flags: "wx", mode }));
    await chmod(target, mode);
    return;
  }
  // Device nodes and pipes are not needed by programs that run on the host's own system.
  return drain(entry);
}

/** The entry's name relative to the root, with `..` resolved as if the root were `/`. */
function safeName(name: string): string {
  return normalize(`/${name}`).slice(1).replace(/\/$/, "");
}

/** Makes each folder of the path; a link or file in the way is replaced, so that no entry is written through it. */
async function makeFolder(root: string, path: string): Promise<void> {
  let folder = root;
  for (const part of path.split(sep).filter((name) => name && name !== ".")) {
    folder = join(folder, part);
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isDirectory()) continue;
    if (found) await rm(folder);
    await mkdir(folder);
  }
}

async function drain(entry: Entry): Promise<void> {
  for await (const _ of entry);
}
