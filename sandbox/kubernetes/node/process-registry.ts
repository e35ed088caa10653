import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Remembers the process groups of this node in files, so that the next node on the same folder can end those of one that was killed.
 * Each file holds the process's start time: a number that the system has given to another process since is left alone.
 */
export function createProcessRegistry(dataDir: string) {
  const folder = join(dataDir, "processes");
  mkdirSync(folder, { recursive: true });
  const file = (pid: number) => join(folder, String(pid));
  return {
    add(pid: number) {
      writeFileSync(file(pid), startTimeOf(pid));
    },
    remove(pid: number) {
      rmSync(file(pid), { force: true });
    },
    /** Ends every process that an earlier node left; returns how many there were. */
    endLeftBehind(): number {
      let ended = 0;
      for (const name of readdirSync(folder)) {
        const pid = Number(name);
        const started = readFileSync(file(pid), "utf8");
        if (started !== "" && started === startTimeOf(pid) && signalGroup(pid, "SIGKILL")) ended++;
        rmSync(file(pid), { force: true });
      }
      return ended;
    },
  };
}

export type ProcessRegistry = ReturnType<typeof createProcessRegistry>;

/** Signals a process group; false when there is none any more. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Field 22 of /proc/<pid>/stat, or what ps says where there is no /proc; empty when there is no such process. */
function startTimeOf(pid: number): string {
  if (process.platform !== "linux") {
    return spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
