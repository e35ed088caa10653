import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { ContainerLog } from "./container-log.ts";
import { type ProcessRegistry, signalGroup } from "./process-registry.ts";

export type ContainerProcess = {
  pid: number;
  /** The exit code; 128 + n when signal n ended the process. */
  ended: Promise<number>;
  /** SIGTERM to the process group now, SIGKILL after the grace. May be called again with a shorter grace. */
  stop(graceMs: number): void;
};

export type ProcessSpec = {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  uid?: number;
  gid?: number;
};

/** Starts a process as leader of its own group, its output going to the log. Rejects when it can't be started. */
export async function startProcess(o: {
  spec: ProcessSpec;
  log: ContainerLog;
  registry: ProcessRegistry;
}): Promise<ContainerProcess> {
  const { command, args, env, cwd, uid, gid } = o.spec;
  const child = spawn(command, args, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pid = child.pid as number;
  o.registry.add(pid);
  child.stdout.on("data", (chunk: Buffer) => o.log.write("stdout", chunk));
  child.stderr.on("data", (chunk: Buffer) => o.log.write("stderr", chunk));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ended = new Promise<number>((resolve) => {
    child.once("exit", async (code, signal) => {
      // A container's other processes end with its first one. One that left the group may hold the output open; it is not waited for.
      signalGroup(pid, "SIGKILL");
      await Promise.race([closed, delay(1000, undefined, { ref: false })]);
      o.registry.remove(pid);
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 0));
    });
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    pid,
    ended,
    stop(graceMs) {
      if (hasEnded) return;
      signalGroup(pid, graceMs > 0 ? "SIGTERM" : "SIGKILL");
      const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      void ended.then(() => clearTimeout(timer));
    },
  };
}
