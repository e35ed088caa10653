import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as send } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { type ControlPlane, startControlPlane } from "./server.ts";

export type Answer = { status: number; headers: IncomingHttpHeaders; body: Body; text: string };
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the server says, and the assertions read it freely.
export type Body = any;

type CallOptions = { body?: unknown; token?: string | null; type?: string; accept?: string };

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

const patchTypes = { merge: "merge-patch+json", strategic: "strategic-merge-patch+json", json: "json-patch+json" };

export const tokens = [
  { token: "admin-token", user: "admin", groups: ["system:masters"] },
  { token: "dev-token", user: "dev", groups: ["developers"] },
];

/** A control plane to test: the stand-in, or with SLIPWAY_TEST_KUBERNETES=real the real one. */
export async function startTestCluster(options: { tokenReviewWebhook?: string } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "slipway-control-plane-"));
  const isReal = process.env.SLIPWAY_TEST_KUBERNETES === "real";
  const start: (o: Parameters<typeof startControlPlane>[0]) => Promise<Omit<ControlPlane, "faults">> = isReal
    ? (await import("../../../e2e/real-peers/kubernetes.ts")).startRealControlPlane
    : startControlPlane;
  const plane = await start({ name: "test", uid: randomUUID(), dataDir, tokens, audiences: ["vault"], ...options });

  const call = (method: string, path: string, options?: CallOptions) => callPlane(plane, method, path, options);

  const cluster = {
    ...plane,
    isReal,
    call,
    get: (path: string, token?: string | null) => call("GET", path, token === undefined ? {} : { token }),
    post: (path: string, body: unknown, token?: string) => call("POST", path, { body, ...(token && { token }) }),
    patch: (path: string, kind: keyof typeof patchTypes, body: unknown) =>
      call("PATCH", path, { body, type: `application/${patchTypes[kind]}` }),
    /** A new namespace with its service account, so that tests do not meet. */
    async namespace(labels: Record<string, string> = {}) {
      const name = `t-${randomUUID().slice(0, 8)}`;
      await call("POST", "/api/v1/namespaces", { body: { metadata: { name, labels } } });
      await until(`service account of ${name}`, async () => {
        return (await call("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`)).status === 200;
      });
      return name;
    },
    watch: (path: string) => watchPlane(plane, path),
    async stop() {
      await plane.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return cluster;
}

/** One request, as the admin unless told otherwise; `token: null` sends none. */
export function callPlane(
  plane: { url: string; ca: string },
  method: string,
  path: string,
  { body, token = "admin-token", type, accept }: CallOptions = {},
): Promise<Answer> {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    // Node sends the body of a DELETE without its length unless told.
    ...(text && { "content-type": type ?? "application/json", "content-length": Buffer.byteLength(text) }),
    ...(accept && { accept }),
  };
  return new Promise((resolve, reject) => {
    const read = async (response: IncomingMessage) => {
      const text = Buffer.concat(await response.toArray()).toString();
      const isJson = /json/.test(response.headers["content-type"] ?? "") && !/\}\n\{/.test(text);
      const status = response.statusCode ?? 0;
      return { status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
    };
    const options = { method, ca: plane.ca, headers, agent: false };
    const outgoing = send(plane.url + path, options, (response) => read(response).then(resolve, reject));
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

/** Waits until `check` holds; fails with `what` after 20 seconds. */
export async function until<T>(what: string, check: () => Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`timed out waiting for ${what}`);
    await wait(50);
  }
}

export type WatchEvent = { type: string; object: Body };

/** An open watch: the events so far, and whether the server has ended it. */
export function watchPlane({ url, ca }: { url: string; ca: string }, path: string) {
  const events: WatchEvent[] = [];
  const state = { events, isEnded: false, status: 0, close: () => outgoing.destroy() };
  const headers = { authorization: "Bearer admin-token" };
  const outgoing = send(url + path, { ca, headers, agent: false }, (response) => {
    state.status = response.statusCode ?? 0;
    const lines = createInterface({ input: response });
    lines.on("line", (line) => events.push(JSON.parse(line)));
    response.on("close", () => {
      state.isEnded = true;
    });
    // Closing a watch is how it ends, and no error.
    lines.on("error", () => {});
  });
  outgoing.on("error", () => {});
  outgoing.end();
  return state;
}

/** A pod that asks for little and never starts by itself. */
export const podNamed = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, ...metadata },
  spec: { containers: [{ name: "main", image: "busybox:1.37" }], ...spec },
});

export const jobNamed = (name: string, spec: object = {}, pod: object = {}) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name },
  spec: {
    backoffLimit: 0,
    template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox:1.37" }], ...pod } },
    ...spec,
  },
});
