import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ContainerLog } from "./container-log.ts";
import { type LogOptions, parseLogOptions, streamLog } from "./log-request.ts";
import { logPath } from "./node-context.ts";
import type { ContainerStatus } from "./pod.ts";
import { createSelfSignedCertificate } from "./self-signed-certificate.ts";

export type KubeletSource = {
  dataDir: string;
  openLogs: Map<string, ContainerLog>;
  findPod(namespace: string, name: string): { uid: string; statuses: ContainerStatus[] } | undefined;
};

/**
 * The kubelet's HTTPS endpoint, as far as the API server's log requests go:
 * `GET /containerLogs/<namespace>/<pod>/<container>` with PodLogOptions, and `/healthz`.
 */
export async function startKubeletServer(nodeName: string, source: KubeletSource) {
  const server = createServer(createSelfSignedCertificate(nodeName), (request, response) => {
    answer(source, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(source: KubeletSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "https://kubelet");
  const [kind, namespace = "", pod = "", container = ""] = url.pathname
    .split("/")
    .filter(Boolean)
    .map(decodeURIComponent);
  if (kind === "healthz") return end(response, 200, "ok");
  if (kind !== "containerLogs" || request.method !== "GET") return end(response, 404, "404 page not found\n");
  const found = source.findPod(namespace, pod);
  if (!found) return end(response, 404, `pod "${pod}" not found\n`);
  const status = found.statuses.find(({ name }) => name === container);
  if (!status) return end(response, 404, `container "${container}" not found in pod "${pod}"\n`);
  const options = parseLogOptions(url.searchParams);
  const attempt = chooseAttempt(status, pod, options);
  if (typeof attempt === "string") return end(response, 400, attempt);
  const path = logPath(source.dataDir, { namespace, name: pod, uid: found.uid }, container, attempt);
  const left = new AbortController();
  response.once("close", () => left.abort());
  response.writeHead(200, { "content-type": "text/plain", "transfer-encoding": "chunked" });
  response.flushHeaders();
  const stream = streamLog(path, { ...options, live: source.openLogs.get(path), signal: left.signal });
  for await (const chunk of stream) {
    if (!response.write(chunk)) await drained(response, left.signal);
  }
  response.end();
}

/** Which start of the container is asked for, or why there is none, in the kubelet's words (kubelet_pods.go, validateContainerLogStatus). */
function chooseAttempt(status: ContainerStatus, pod: string, { previous }: LogOptions): number | string {
  const { state, lastState, restartCount, name } = status;
  if (previous) {
    if (!lastState.terminated?.containerID) return `previous terminated container "${name}" in pod "${pod}" not found`;
    // While it waits to be restarted, the last state is the attempt that is counted now.
    return state.waiting && lastState.terminated.containerID === status.containerID ? restartCount : restartCount - 1;
  }
  if (state.running || state.terminated?.containerID) return restartCount;
  if (state.terminated) return `container "${name}" in pod "${pod}" is terminated`;
  if (lastState.terminated?.containerID) return restartCount;
  const reason = state.waiting?.reason;
  const why: Record<string, string> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: "trying and failing to pull image",
  };
  return `container "${name}" in pod "${pod}" is waiting to start: ${why[reason ?? ""] ?? reason}`;
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
