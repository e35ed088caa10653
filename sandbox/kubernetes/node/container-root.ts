import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createRootTree, mergeImage, type RootTree } from "./root-tree.ts";

export type ContainerMount = { mountPath: string; source: string; readOnly: boolean };
export type ContainerRoot = {
  tree: RootTree;
  /** Mounts inside of other mounts; their places are made in the outer volume. */
  nested: ContainerMount[];
  /** Host folders that come in with the ones around them and are covered by empty ones. */
  covered: string[];
  /** Where a path of the container lies on the host, for looking before starting. */
  locate(path: string): string;
};

const devices = ["null", "zero", "full", "random", "urandom", "tty"];

/**
 * The file system a container sees: the host's own system, read-only, with the image's files laid over it and the volumes
 * mounted at their paths. What is the host user's own (home, temporary files, this node's data) is left out, so that no
 * credential file of the developer is ever found inside a pod.
 */
export function planContainerRoot(o: {
  rootfs: string;
  mounts: ContainerMount[];
  terminationLog: { path: string; source: string };
  hostPath: string;
  nodeDataDir: string;
  isRootUser: boolean;
}): ContainerRoot {
  const tree = createRootTree();
  hideHostFolders(tree, o.hostPath);
  if (!o.isRootUser) openPathFolders(tree, o.hostPath);
  mergeImage(tree, o.rootfs);
  fillDevices(tree);
  const mounts = [...o.mounts].sort((a, b) => a.mountPath.length - b.mountPath.length);
  const nested: ContainerMount[] = [];
  for (const mount of mounts) {
    const { mountPath, source, readOnly } = mount;
    const outer = mounts.findLast((other) => other !== mount && mountPath.startsWith(`${other.mountPath}/`));
    if (outer) {
      makePlace(join(outer.source, mountPath.slice(outer.mountPath.length)), source);
      nested.push(mount);
      continue;
    }
    tree.put(mountPath, { kind: "bind", source, readOnly, isFolder: statSync(source).isDirectory() });
  }
  tree.put(o.terminationLog.path, { kind: "bind", source: o.terminationLog.source, readOnly: false, isFolder: false });
  const covered = [o.nodeDataDir].filter((folder) => isUnderNone(folder, hiddenFolders()));
  return { tree, nested, covered, locate: (path) => locate(path, mounts, o.rootfs) };
}

const hiddenFolders = () => ["/tmp", "/var/tmp", homedir()].filter((folder) => folder !== "/");

function hideHostFolders(tree: RootTree, hostPath: string): void {
  for (const folder of hiddenFolders()) {
    const mode = folder === homedir() ? 0o755 : 0o1777;
    tree.put(folder, { kind: "folder", mode, children: new Map() });
  }
  // Programs that are installed in a hidden folder (a version manager, this checkout) stay reachable.
  for (const folder of hostPath.split(delimiter)) {
    const hidden = hiddenFolders().find((parent) => folder.startsWith(`${parent}/`));
    if (!hidden || !exists(folder)) continue;
    const source = dirname(folder) === hidden ? folder : dirname(folder);
    tree.put(source, { kind: "bind", source, readOnly: true, isFolder: true });
  }
}

/** Another user than root can't pass a closed folder on the way to a program; rebuilt, the folder is open. */
function openPathFolders(tree: RootTree, hostPath: string): void {
  for (const folder of hostPath.split(delimiter).filter(exists)) {
    for (let at = dirname(folder); at !== "/"; at = dirname(at)) {
      if (exists(at) && (statSync(at).mode & 0o001) === 0) tree.open(at).mode = 0o755;
    }
  }
}

function fillDevices(tree: RootTree): void {
  tree.put("/dev", { kind: "folder", mode: 0o755, children: new Map() });
  for (const name of devices) {
    if (exists(`/dev/${name}`)) {
      tree.put(`/dev/${name}`, { kind: "bind", source: `/dev/${name}`, readOnly: false, isFolder: false });
    }
  }
  tree.put("/dev/shm", { kind: "tmpfs", options: "mode=1777,size=64m" });
  for (const [name, target] of [
    ["fd", ""],
    ["stdin", "/0"],
    ["stdout", "/1"],
    ["stderr", "/2"],
  ] as const) {
    tree.put(`/dev/${name}`, { kind: "link", target: `/proc/self/fd${target}` });
  }
  for (const name of ["/proc", "/sys"]) tree.put(name, { kind: "bind", source: name, readOnly: false, isFolder: true });
}

function locate(path: string, mounts: ContainerMount[], rootfs: string): string {
  const mount = mounts.findLast(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`));
  if (mount) return join(mount.source, path.slice(mount.mountPath.length));
  const inImage = join(rootfs, path);
  return exists(inImage) ? inImage : path;
}

function makePlace(place: string, source: string): void {
  if (exists(place)) return;
  const isFolder = statSync(source).isDirectory();
  mkdirSync(isFolder ? place : dirname(place), { recursive: true });
  if (!isFolder) writeFileSync(place, "");
}

function isUnderNone(path: string, folders: string[]): boolean {
  return !folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
