import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { obtainImage } from "./container-image.ts";
import { openContainerLog } from "./container-log.ts";
import { type ContainerProcess, startProcess } from "./container-process.ts";
import { type PreparedContainer, prepareContainer } from "./container-spec.ts";
import { ContainerConfigError } from "./environment.ts";
import type { StoredImage } from "./image-store.ts";
import { logTail } from "./log-request.ts";
import { logPath } from "./node-context.ts";
import { apiTime, describePod } from "./pod.ts";
import { type ContainerRun, type PodContext, pause } from "./pod-context.ts";
import { watchReadiness } from "./readiness-probe.ts";

const configRetryMs = 5000;
const firstBackOffMs = 10_000;
const longestBackOffMs = 300_000;
/** A container that ran this long starts afresh with its back-off. */
const forgivenAfterMs = 600_000;

/** Runs a container, again and again as the pod's restart policy says; resolves when it won't be started any more. */
export async function runContainer(ctx: PodContext, run: ContainerRun): Promise<void> {
  let backOffMs = 0;
  while (!ctx.stopping.aborted) {
    const image = await obtainImage(ctx, run);
    const prepared = image && (await prepare(ctx, run, image));
    if (!image || !prepared || ctx.stopping.aborted) return;
    run.status.imageID = image.imageID;
    const startedAt = Date.now();
    await runOnce(ctx, run, prepared);
    const { terminated } = run.status.state;
    if (!terminated || ctx.stopping.aborted || !isRestarted(ctx, run, terminated.exitCode)) return;
    if (Date.now() - startedAt > forgivenAfterMs) backOffMs = 0;
    if (backOffMs > 0) {
      const restarting = `restarting failed container=${run.container.name} pod=${describePod(ctx.pod)}`;
      record(
        ctx,
        run,
        "Warning",
        "BackOff",
        `Back-off restarting failed container ${run.container.name} in pod ${describePod(ctx.pod)}`,
      );
      run.status.lastState = { terminated };
      run.status.state = {
        waiting: { reason: "CrashLoopBackOff", message: `back-off ${formatBackOff(backOffMs)} ${restarting}` },
      };
      ctx.changed();
      await pause(backOffMs, ctx.stopping);
      if (ctx.stopping.aborted) {
        run.status.state = { terminated };
        return;
      }
    }
    // The first restart is immediate; each further one waits twice as long.
    backOffMs = Math.min(Math.max(backOffMs * 2, firstBackOffMs), longestBackOffMs);
    run.status.lastState = { terminated };
    run.status.restartCount++;
  }
}

function isRestarted({ pod }: PodContext, run: ContainerRun, exitCode: number): boolean {
  const policy = pod.spec.restartPolicy ?? "Always";
  if (policy === "Never") return false;
  return exitCode !== 0 || (policy === "Always" && !run.isInit);
}

/** Tries until the container can be configured; undefined when the pod is stopped meanwhile. A command that is not there ends the container. */
async function prepare(
  ctx: PodContext,
  run: ContainerRun,
  image: StoredImage,
): Promise<PreparedContainer | "unstartable" | undefined> {
  while (!ctx.stopping.aborted) {
    try {
      return await prepareContainer(ctx, run, image);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof ContainerConfigError)) return failStart(ctx, run, message);
      record(ctx, run, "Warning", "Failed", `Error: ${message}`);
      run.status.state = { waiting: { reason: "CreateContainerConfigError", message } };
      ctx.changed();
      await pause(configRetryMs, ctx.stopping);
    }
  }
  return undefined;
}

function failStart(ctx: PodContext, run: ContainerRun, message: string): "unstartable" {
  run.status.containerID = newContainerID();
  record(ctx, run, "Normal", "Created", "Container created");
  record(ctx, run, "Warning", "Failed", `Error: ${message}`);
  const never = "1970-01-01T00:00:00Z";
  const { containerID } = run.status;
  run.status.state = {
    terminated: { exitCode: 128, reason: "StartError", message, startedAt: never, finishedAt: apiTime(), containerID },
  };
  ctx.changed();
  return "unstartable";
}

async function runOnce(ctx: PodContext, run: ContainerRun, prepared: PreparedContainer | "unstartable"): Promise<void> {
  if (prepared === "unstartable") return;
  const { node, pod } = ctx;
  const { status, container } = run;
  const log = openContainerLog(logPath(node.dataDir, pod.metadata, container.name, status.restartCount));
  node.openLogs.set(log.path, log);
  let process: ContainerProcess;
  try {
    process = await startProcess({ spec: prepared.spec, log, registry: node.processes });
  } catch (error) {
    log.close();
    node.openLogs.delete(log.path);
    failStart(ctx, run, error instanceof Error ? error.message : String(error));
    return;
  }
  const containerID = newContainerID();
  const startedAt = apiTime();
  status.containerID = containerID;
  status.state = { running: { startedAt } };
  status.started = true;
  status.ready = !run.isInit && !container.readinessProbe;
  record(ctx, run, "Normal", "Created", "Container created");
  record(ctx, run, "Normal", "Started", "Container started");
  ctx.running.set(container.name, process);
  if (ctx.stopping.aborted) process.stop(0);
  ctx.changed();
  const stopProbing = watchReadiness(ctx, run, process.pid);
  const exitCode = await process.ended;
  stopProbing();
  ctx.running.delete(container.name);
  log.close();
  node.openLogs.delete(log.path);
  const message = await terminationMessage(ctx, run, prepared.terminationLog, exitCode);
  status.started = false;
  status.ready = run.isInit && exitCode === 0;
  status.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      ...(message && { message }),
      startedAt,
      finishedAt: apiTime(),
      containerID,
    },
  };
  ctx.changed();
}

/** https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
async function terminationMessage(ctx: PodContext, run: ContainerRun, file: string, exitCode: number): Promise<string> {
  const written = await readFile(file).catch(() => Buffer.alloc(0));
  if (written.length > 0) return written.subarray(0, 4096).toString();
  if (exitCode === 0 || run.container.terminationMessagePolicy !== "FallbackToLogsOnError") return "";
  return logTail(logPath(ctx.node.dataDir, ctx.pod.metadata, run.container.name, run.status.restartCount));
}

function record(ctx: PodContext, run: ContainerRun, type: "Normal" | "Warning", reason: string, message: string): void {
  ctx.node.events.record(ctx.pod, {
    type,
    reason,
    message,
    container: { name: run.container.name, isInit: run.isInit },
  });
}

function newContainerID(): string {
  return `processes://${randomBytes(32).toString("hex")}`;
}

/** Go's way to write a duration: 10s, 1m20s. */
function formatBackOff(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
