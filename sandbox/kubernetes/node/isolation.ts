import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * How this machine can give a container its own view of the file system: `root` by a mount namespace, `user` by one in a
 * user namespace, `none` by writing other paths into its environment and arguments.
 */
export type Isolation = { kind: "root" | "user" | "none"; unshare: string[]; nsenter: string[] };

const trial =
  'd=$(mktemp -d) && mount -t tmpfs tmpfs "$d" && mkdir "$d/x" && mount --rbind /usr "$d/x" && chroot / true';

const none: Isolation = { kind: "none", unshare: [], nsenter: [] };

/** Tries the namespaces once, with what a container will need of them; `none` is taken at its word. */
export function chooseIsolation(wanted: "any" | "none" = "any"): Isolation {
  if (wanted === "none" || process.platform !== "linux") return none;
  const unshare = findProgram("unshare");
  const nsenter = findProgram("nsenter");
  if (!unshare) return none;
  const root: Isolation = { kind: "root", unshare: [unshare, "--mount"], nsenter: nsenter ? [nsenter, "--mount"] : [] };
  const user: Isolation = {
    kind: "user",
    unshare: [unshare, "--user", "--map-root-user", "--mount"],
    nsenter: nsenter ? [nsenter, "--user", "--preserve-credentials", "--mount"] : [],
  };
  for (const isolation of process.getuid?.() === 0 ? [root, user] : [user]) {
    const [command = "", ...args] = isolation.unshare;
    const tried = spawnSync(command, [...args, "/bin/sh", "-c", trial], { stdio: "ignore", timeout: 10_000 });
    if (tried.status === 0) return isolation;
  }
  return none;
}

/** A host program by name: on PATH, or where system programs are that plain users' PATHs leave out. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).concat("/usr/bin", "/bin", "/usr/sbin", "/sbin");
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
