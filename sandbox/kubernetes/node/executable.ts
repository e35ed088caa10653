import { accessSync, constants, statSync } from "node:fs";
import { posix } from "node:path";

/** A command that can't be run, in the words in which a container runtime says so. */
export class StartError extends Error {}

const prefix =
  "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: " +
  "unable to start container process: error during container init: exec: ";

/** Throws StartError unless the command is there and may be run, looked for as runc does: by PATH unless it holds a slash. */
export function requireExecutable(o: {
  command: string;
  path: string;
  workingDir: string;
  locate: (path: string) => string;
}): void {
  const { command } = o;
  const fail = (why: string): never => {
    throw new StartError(`${prefix}"${command}": ${why}: unknown`);
  };
  if (command.includes("/")) {
    const found = examine(o.locate(posix.resolve(o.workingDir, command)));
    if (found === "missing") fail(`stat ${command}: no such file or directory`);
    if (found === "closed") fail("permission denied");
    return;
  }
  const isFound = o.path
    .split(":")
    .some((folder) => examine(o.locate(posix.join(folder || ".", command))) === "runnable");
  if (!isFound) fail("executable file not found in $PATH");
}

function examine(path: string): "missing" | "closed" | "runnable" {
  try {
    if (statSync(path).isDirectory()) return "closed";
  } catch {
    return "missing";
  }
  try {
    accessSync(path, constants.X_OK);
    return "runnable";
  } catch {
    return "closed";
  }
}
