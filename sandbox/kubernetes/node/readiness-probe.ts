import { spawn } from "node:child_process";
import { connect } from "node:net";
import type { Probe } from "./pod.ts";
import { type ContainerRun, type PodContext, pause } from "./pod-context.ts";

/** Keeps the container's `ready` in step with its readiness probe; returns the way to end it. Without a probe it does nothing. */
export function watchReadiness(ctx: PodContext, run: ContainerRun, pid: number): () => void {
  const probe = run.container.readinessProbe;
  const ended = new AbortController();
  if (probe && !run.isInit) void probeLoop(ctx, run, { probe, pid, signal: ended.signal });
  return () => ended.abort();
}

async function probeLoop(ctx: PodContext, run: ContainerRun, o: { probe: Probe; pid: number; signal: AbortSignal }) {
  const { probe, signal } = o;
  let [successes, failures] = [0, 0];
  await pause((probe.initialDelaySeconds ?? 0) * 1000, signal);
  while (!signal.aborted) {
    const problem = await attempt(ctx, o);
    if (signal.aborted) return;
    successes = problem === undefined ? successes + 1 : 0;
    failures = problem === undefined ? 0 : failures + 1;
    if (problem !== undefined) {
      const message = `Readiness probe failed: ${problem}`;
      const container = { name: run.container.name, isInit: false };
      ctx.node.events.record(ctx.pod, { type: "Warning", reason: "Unhealthy", message, container });
    }
    const isReady = run.status.ready
      ? failures < (probe.failureThreshold ?? 3)
      : successes >= (probe.successThreshold ?? 1);
    if (isReady !== run.status.ready) {
      run.status.ready = isReady;
      ctx.changed();
    }
    await pause((probe.periodSeconds ?? 10) * 1000, signal);
  }
}

/** What is wrong, or undefined when the probe succeeds. */
async function attempt(ctx: PodContext, o: { probe: Probe; pid: number }): Promise<string | undefined> {
  const { httpGet, tcpSocket, exec } = o.probe;
  const timeoutMs = (o.probe.timeoutSeconds ?? 1) * 1000;
  if (httpGet) {
    const scheme = (httpGet.scheme ?? "HTTP").toLowerCase();
    const url = `${scheme}://${ctx.podIP}:${httpGet.port}/${(httpGet.path ?? "/").replace(/^\//, "")}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
      await response.body?.cancel();
      return response.status < 400 ? undefined : `HTTP probe failed with statuscode: ${response.status}`;
    } catch (error) {
      return `Get "${url}": ${error instanceof Error ? error.message : error}`;
    }
  }
  if (tcpSocket) return tryConnect(ctx.podIP, Number(tcpSocket.port), timeoutMs);
  if (exec) return tryCommand([...enter(ctx, o.pid), ...exec.command], timeoutMs);
  return undefined;
}

function enter(ctx: PodContext, pid: number): string[] {
  const { nsenter } = ctx.node.isolation;
  return nsenter.length > 0 ? [...nsenter, `--target=${pid}`, "--root", "--"] : [];
}

function tryConnect(host: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end(`dial tcp ${host}:${port}: i/o timeout`));
    socket.once("error", (error) => end(`dial tcp ${host}:${port}: ${error.message}`));
  });
}

function tryCommand([command = "", ...args]: string[], timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output = (output + chunk).slice(0, 10_240);
      });
    }
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? undefined : output || `exit code ${code}`));
  });
}
