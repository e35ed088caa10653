import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export type PeerProcess = { stop(): Promise<void>; exited: Promise<void>; hasExited(): boolean; log(): string };

/**
 * Runs a peer and watches the pipe to the process that started it: when that ends, however it ends, the pipe closes and the
 * peer is stopped. (Linux has a signal for this, macOS has not.) The shell itself outlives a stop, which is meant for the peer:
 * its first wait ends then, the second one at the peer's end. The last line ends what is left of the group.
 */
const supervise = `exec 3<&0
"$@" 3<&- </dev/null & peer=$!
trap : TERM
(cat <&3 >/dev/null; kill -TERM $peer; sleep 5; kill -KILL $peer) 2>/dev/null &
exec 3<&-
wait $peer; wait $peer
kill -KILL 0`;

/**
 * Starts a peer in its own process group, with its output in `<dataDir>/<name>.log`. A process that an earlier, killed
 * run left behind (by its pid file) is ended first.
 */
export async function startPeerProcess(o: {
  name: string;
  dataDir: string;
  program: string;
  args: string[];
  env?: Record<string, string>;
}): Promise<PeerProcess> {
  mkdirSync(o.dataDir, { recursive: true });
  const pidFile = join(o.dataDir, `${o.name}.pid`);
  const logFile = join(o.dataDir, `${o.name}.log`);
  await endStale(pidFile, o.program);
  const output = openSync(logFile, "w");
  const env: Record<string, string> = { PATH: process.env.PATH ?? "", HOME: o.dataDir, ...o.env };
  const child = spawn("/bin/sh", ["-c", supervise, o.name, o.program, ...o.args], {
    cwd: o.dataDir,
    detached: true,
    env: env as NodeJS.ProcessEnv,
    stdio: ["pipe", output, output],
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  if (child.pid) writeFileSync(pidFile, String(child.pid));
  return {
    exited,
    hasExited: () => ended,
    log: () => readFileSync(logFile, "utf8"),
    async stop() {
      if (!ended && child.pid) await endGroup(child.pid, exited);
      rmSync(pidFile, { force: true });
    },
  };
}

async function endGroup(pid: number, exited: Promise<void>): Promise<void> {
  signalGroup(pid, "SIGTERM");
  const ended = await Promise.race([exited.then(() => true), delay(5000, false, { ref: false })]);
  if (!ended) {
    signalGroup(pid, "SIGKILL");
    await exited;
  }
  signalGroup(pid, "SIGKILL");
}

/** A pid is only ended when its command line still names our program: the number may belong to a stranger by now. */
async function endStale(pidFile: string, program: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFile, "utf8"));
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(program)) return;
  } catch {
    return;
  }
  signalGroup(pid, "SIGKILL");
  await waitUntil(() => !signalGroup(pid, 0), 5000, "a stale process to end");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Resolves when `condition` holds; throws, saying what was waited for, when it does not in time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs: number, what: string) {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await delay(100);
  }
}
