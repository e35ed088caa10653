import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRuntime } from "#runtime/build.ts";
import type { InitDocument } from "./document.ts";

export type Ended = {
  code: number | null;
  output: string;
  lastLine: string;
  terminationMessage: string;
  tookMs: number;
};
export type InitTrial = Awaited<ReturnType<typeof createInitTrial>>;

/** Builds init as it ships and runs it as a process, each time in folders of its own. For tests. */
export async function createInitTrial() {
  const root = await mkdtemp(join(tmpdir(), "slipway-init-"));
  const { init } = await buildRuntime(root);
  let pods = 0;

  /** Starts init; `document` is filled up with this pod's folders. */
  function start(document: Partial<InitDocument>, env: Record<string, string> = {}) {
    pods += 1;
    const pod = join(root, `pod-${pods}`);
    const folders = { filesDir: join(pod, "files"), secretsDir: join(pod, "secrets") };
    const whole = { deadlineSeconds: 20, files: [], secrets: [], ...folders, ...document };
    return { ...folders, ...launch(JSON.stringify(whole), join(root, `termination-${pods}`), env) };
  }

  function launch(document: string, terminationLog: string, env: Record<string, string>) {
    const startedAt = performance.now();
    // Nothing of the machine's own AWS configuration may decide a test.
    const own: NodeJS.ProcessEnv = {
      NODE_ENV: "production",
      PATH: process.env.PATH ?? "",
      HOME: root,
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const child = spawn(process.execPath, [init], {
      env: { ...own, SLIPWAY_INIT: document, SLIPWAY_TERMINATION_LOG: terminationLog, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", async (code) => {
        const lastLine = output.trimEnd().split("\n").at(-1) ?? "";
        const terminationMessage = await readFile(terminationLog, "utf8").catch(() => "");
        resolve({ code, output, lastLine, terminationMessage, tookMs: performance.now() - startedAt });
      });
    });
    return { child, ended, outputSoFar: () => output };
  }

  return { root, init, start, remove: () => rm(root, { recursive: true, force: true }) };
}
