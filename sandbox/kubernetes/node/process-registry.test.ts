import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProcessRegistry, signalGroup } from "./process-registry.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-registry-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sleeper = () => spawn("sleep", ["60"], { detached: true, stdio: "ignore" });

test("a process that a killed node left is ended by the next one on the same folder", async () => {
  const left = sleeper();
  createProcessRegistry(folder).add(left.pid as number);
  const exited = once(left, "exit");
  expect(createProcessRegistry(folder).endLeftBehind()).toBe(1);
  expect(await exited).toEqual([null, "SIGKILL"]);
  expect(createProcessRegistry(folder).endLeftBehind()).toBe(0);
});

test("a stranger who has the process's number now is left alone", async () => {
  const registry = createProcessRegistry(folder);
  const stranger = sleeper();
  const exited = once(stranger, "exit");
  writeFileSync(join(folder, "processes", String(stranger.pid)), "some other start time");
  expect(registry.endLeftBehind()).toBe(0);
  expect(stranger.exitCode).toBeNull();
  signalGroup(stranger.pid as number, "SIGTERM");
  await exited;
});
