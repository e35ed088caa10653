import { mkdir, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { InitFailure } from "./failure.ts";

/** Downloads grow here, on the same volume as their target, so that a rename publishes them whole. */
export const partialFolder = ".slipway-partial";

/** Why `path` may not be written below a folder, or undefined when it may. */
export function pathProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.startsWith("/")) return "is absolute";
  if (path.includes("\0")) return "holds a NUL";
  if (path.includes("\\")) return "holds a backslash";
  const segments = path.split("/");
  if (segments.includes("..")) return "leads out of its folder";
  if (segments.some((segment) => segment === "" || segment === ".")) return "has an empty segment";
  if (segments.some((segment) => Buffer.byteLength(segment) > 255)) return "has a segment longer than 255 bytes";
  if (Buffer.byteLength(path) > 1024) return "is longer than 1024 bytes";
  if (segments[0] === partialFolder) return "uses a reserved name";
  return undefined;
}

/** Refuses unsafe paths, two files at one path, and a file where another needs a folder. */
export function checkFilePaths(paths: string[]): void {
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem) throw new InitFailure("configuration", `file path ${JSON.stringify(path)} ${problem}`);
  }
  const taken = new Set<string>();
  for (const path of paths) {
    if (taken.has(path)) throw new InitFailure("configuration", `two files have the path ${path}`);
    taken.add(path);
  }
  for (const path of paths) {
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      if (taken.has(parent)) throw new InitFailure("configuration", `${parent} is a file, so ${path} cannot lie in it`);
    }
  }
}

/** Secret files lie flat in their folder: one plain name each, none twice. */
export function checkSecretFiles(names: string[]): void {
  const taken = new Set<string>();
  for (const name of names) {
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}$/.test(name)) {
      throw new InitFailure("configuration", `secret file name ${JSON.stringify(name)} is not a plain name`);
    }
    if (taken.has(name)) throw new InitFailure("configuration", `two secrets have the file ${name}`);
    taken.add(name);
  }
}

/** Makes the folder of a checked path and returns the target. A folder that a link moved out of `root` is refused. */
export async function prepareTarget(root: string, path: string): Promise<string> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const [realRoot, realParent] = await Promise.all([realpath(root), realpath(dirname(target))]);
  if (realParent !== realRoot && !realParent.startsWith(realRoot + sep)) {
    throw new InitFailure("configuration", `file path ${path} leads out of ${root} through a link`);
  }
  return join(realParent, target.slice(dirname(target).length + 1));
}
