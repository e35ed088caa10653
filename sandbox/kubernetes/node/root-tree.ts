import { lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** One place of a container's file system: made there, or brought in from the host or the image. */
export type RootEntry =
  | Folder
  | { kind: "bind"; source: string; readOnly: boolean; isFolder: boolean; fromHost?: true }
  | { kind: "image"; source: string }
  | { kind: "link"; target: string }
  | { kind: "tmpfs"; options: string };
export type Folder = { kind: "folder"; mode: number; children: Map<string, RootEntry> };

export type RootTree = {
  root: Folder;
  /** The folder at an absolute path as one whose entries can be changed: host folders are rebuilt entry by entry, missing ones made. */
  open(path: string): Folder;
  put(path: string, entry: RootEntry): void;
};

/** A tree that starts as the host's own root, read-only. */
export function createRootTree(): RootTree {
  const root: Folder = { kind: "folder", mode: 0o755, children: readChildren("/", "host") };

  const open = (path: string, hops = 0): Folder => {
    if (hops > 20) throw new Error(`too many links in ${path}`);
    let folder = root;
    let at = "/";
    const names = path.split("/").filter(Boolean);
    for (const [index, name] of names.entries()) {
      const child = folder.children.get(name);
      if (child?.kind === "link") {
        return open(posix.join(posix.resolve(at, child.target), ...names.slice(index + 1)), hops + 1);
      }
      const next = toFolder(child);
      folder.children.set(name, next);
      folder = next;
      at = posix.join(at, name);
    }
    return folder;
  };
  const put = (path: string, entry: RootEntry) => {
    const folder = open(posix.dirname(path));
    const name = posix.basename(path);
    const there = folder.children.get(name);
    if (there?.kind === "link" && entry.kind !== "link") put(posix.resolve(posix.dirname(path), there.target), entry);
    else folder.children.set(name, entry);
  };
  return { root, open, put };
}

/** Lays the image's files over the tree: folders that the host lacks come as a whole, shared ones entry by entry. */
export function mergeImage(tree: RootTree, rootfs: string, path = "/"): void {
  const folder = tree.open(path);
  for (const [name, entry] of readChildren(join(rootfs, path), "image")) {
    const there = folder.children.get(name);
    const isShared = there?.kind === "folder" || there?.kind === "link" || (there?.kind === "bind" && there.isFolder);
    if (entry.kind === "image" && isShared) mergeImage(tree, rootfs, posix.join(path, name));
    else if (!(entry.kind === "link" && isShared)) folder.children.set(name, entry);
  }
}

function toFolder(entry: RootEntry | undefined): Folder {
  if (entry?.kind === "folder") return entry;
  const isCopied = (entry?.kind === "bind" && entry.isFolder) || entry?.kind === "image";
  if (!entry || !isCopied || (entry.kind !== "bind" && entry.kind !== "image")) {
    return { kind: "folder", mode: 0o755, children: new Map() };
  }
  const mode = statSync(entry.source).mode & 0o7777;
  return { kind: "folder", mode, children: readChildren(entry.source, entry.kind === "image" ? "image" : "host") };
}

function readChildren(folder: string, from: "host" | "image"): Map<string, RootEntry> {
  const children = new Map<string, RootEntry>();
  for (const name of listNames(folder)) {
    const source = join(folder, name);
    const found = lstatSync(source, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) children.set(name, { kind: "link", target: readlinkSync(source) });
    else if (found?.isDirectory() && from === "image") children.set(name, { kind: "image", source });
    else if (found)
      children.set(name, {
        kind: "bind",
        source,
        readOnly: true,
        isFolder: found.isDirectory(),
        ...(from === "host" && { fromHost: true }),
      });
  }
  return children;
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that this user may not list stays closed to the container too.
    return [];
  }
}
