import { posix } from "node:path";
import { findProgram } from "./isolation.ts";
import type { Folder, RootEntry } from "./root-tree.ts";
import type { ContainerUser } from "./user.ts";

/**
 * The shell script that builds the container's root in a fresh mount namespace and becomes the container's command (its
 * arguments are the working directory and the command). Programs are named by full path: PATH is the container's already.
 */
export function writeStartScript(o: {
  root: Folder;
  /** Two empty folders of the host: the root goes over one, what the container writes into image folders into the other. */
  rootDir: string;
  scratchDir: string;
  readOnlyRoot: boolean;
  /** Folders of the host to lay an empty one over. */
  covered: string[];
  /** Mounts that lie inside of other mounts, outermost first. */
  nested: { mountPath: string; source: string; readOnly: boolean }[];
  user?: ContainerUser;
}): string {
  const plan = {
    folders: [] as string[],
    files: [] as string[],
    links: [] as string[],
    mounts: [] as string[],
    modes: [] as string[],
  };
  collect(o.root, ".", plan, o.readOnlyRoot);
  const program = (name: string) => quote(findProgram(name) ?? name);
  const identity = o.user ? ` --userspec=${o.user.uid}:${o.user.gid} --groups=${o.user.groups.join(",")}` : "";
  return `set -e
umask 022
mount=${program("mount")} n=0
"$mount" -t tmpfs -o mode=755 slipway ${quote(o.rootDir)}
"$mount" -t tmpfs -o mode=700 slipway ${quote(o.scratchDir)}
cd ${quote(o.rootDir)}
rw() { "$mount" --rbind "$1" "$2"; }
ro() { "$mount" -o rbind,ro "$1" "$2" 2>/dev/null || "$mount" --rbind "$1" "$2"; }
host() { ro "$1" "$2" 2>/dev/null || :; }
image() {
  n=$((n + 1)) s=${quote(o.scratchDir)}/$n
  ${program("mkdir")} -p "$s/upper" "$s/work"
  "$mount" -t overlay -o "lowerdir=$1,upperdir=$s/upper,workdir=$s/work" slipway "$2" 2>/dev/null || ro "$1" "$2"
}
${plan.folders.length ? `${program("mkdir")} -p -- ${plan.folders.join(" ")}` : ":"}
${plan.modes.map((change) => `${program("chmod")} ${change}`).join("\n")}
${plan.files.map((file) => `: >${file}`).join("\n")}
${plan.links.map((link) => `${program("ln")} -sfn -- ${link}`).join("\n")}
${plan.mounts.join("\n")}
${o.covered.map((folder) => `"$mount" -t tmpfs -o mode=755,size=4k slipway ${quote(`.${folder}`)}`).join("\n")}
${o.nested.map((mount) => `${mount.readOnly ? "ro" : "rw"} ${quote(mount.source)} ${quote(`.${mount.mountPath}`)}`).join("\n")}
${o.readOnlyRoot ? `"$mount" -o remount,bind,ro ${quote(o.rootDir)}` : ":"}
exec ${program("chroot")}${identity} . /bin/sh -c 'cd -- "$1" || exit 128; shift; unset OLDPWD; exec "$@"' sh "$@"
`;
}

type Plan = { folders: string[]; files: string[]; links: string[]; mounts: string[]; modes: string[] };

function collect(folder: Folder, path: string, plan: Plan, readOnlyRoot: boolean): void {
  for (const [name, entry] of folder.children) {
    const target = posix.join(path, name);
    const at = quote(`./${target}`);
    const isPlaceForFile = entry.kind === "bind" && !entry.isFolder;
    if (entry.kind === "link") plan.links.push(`${quote(entry.target)} ${at}`);
    else if (isPlaceForFile) plan.files.push(at);
    else plan.folders.push(at);
    if (entry.kind === "folder") {
      if (entry.mode !== 0o755) plan.modes.push(`${entry.mode.toString(8)} ${at}`);
      collect(entry, target, plan, readOnlyRoot);
    } else if (entry.kind !== "link") plan.mounts.push(mountLine(entry, at, readOnlyRoot));
  }
}

function mountLine(entry: Exclude<RootEntry, { kind: "folder" | "link" }>, at: string, readOnlyRoot: boolean): string {
  if (entry.kind === "tmpfs") return `"$mount" -t tmpfs -o ${entry.options} slipway ${at}`;
  const source = quote(entry.source);
  // Overlay options are split at commas and colons; such a path is mounted read-only instead.
  if (entry.kind === "image") return `${readOnlyRoot || /[,:\\]/.test(entry.source) ? "ro" : "image"} ${source} ${at}`;
  if (!entry.readOnly) return `rw ${source} ${at}`;
  // Some odd thing on the host that can't be bound must not keep a container from starting; a volume must.
  return `${entry.fromHost ? "host" : "ro"} ${source} ${at}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
