import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startPeerProcess, waitUntil } from "./peer-process.ts";

const dataDir = mkdtempSync(join(tmpdir(), "slipway-peer-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const sleeper = (name: string) => ({ name, dataDir, program: "/bin/sleep", args: ["600"] });
const leaderOf = (name: string) => Number(readFileSync(join(dataDir, `${name}.pid`), "utf8"));
const isAlive = (group: number) => {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
};

test("a stopped peer leaves no process behind", async () => {
  const peer = await startPeerProcess(sleeper("stopped"));
  const group = leaderOf("stopped");
  expect(isAlive(group)).toBe(true);
  await peer.stop();
  await waitUntil(() => !isAlive(group), 5000, "the group to end");
});

test("a peer that ends by itself is noticed, and its output kept", async () => {
  const peer = await startPeerProcess({ name: "brief", dataDir, program: "/bin/echo", args: ["no port left"] });
  await peer.exited;
  expect(peer.hasExited()).toBe(true);
  expect(peer.log()).toBe("no port left\n");
  await peer.stop();
});

test("a peer ends when the process that started it is killed", async () => {
  const program = `
    const { startPeerProcess } = await import(${JSON.stringify(join(import.meta.dirname, "peer-process.ts"))});
    await startPeerProcess(${JSON.stringify(sleeper("orphan"))});
    console.log("started");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(parent.stdout, "data");
  const group = leaderOf("orphan");
  expect(isAlive(group)).toBe(true);
  parent.kill("SIGKILL");
  await waitUntil(() => !isAlive(group), 10_000, "the orphan to end");
});
