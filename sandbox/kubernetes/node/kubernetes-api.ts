import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";

/** An answer of the API server that is not a success: the HTTP status and the Status object's reason and message. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export type WatchEvent = { type: string; object: unknown };

export type KubernetesApi = {
  get<T>(path: string): Promise<T>;
  create<T>(path: string, body: object): Promise<T>;
  replace<T>(path: string, body: object): Promise<T>;
  /** JSON merge patch (RFC 7386). */
  patch<T>(path: string, body: object): Promise<T>;
  remove(path: string, options: object): Promise<void>;
  /** Hands over the events of one watch; resolves when the server ends it, rejects when the connection breaks. */
  watch(path: string, o: { signal: AbortSignal; idleMs: number; onEvent: (event: WatchEvent) => void }): Promise<void>;
  close(): void;
};

/** A client of one API server with one bearer token. Requests time out after 30 s. */
export function connectApi(o: { server: string; ca: string; token: string }): KubernetesApi {
  const agent = new Agent({ ca: o.ca, keepAlive: true });
  const open = (method: string, path: string, options: RequestOptions, body?: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${o.token}`,
        accept: "application/json",
        ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
        ...options.headers,
      };
      const sent = request(new URL(path, o.server), { agent, method, ...options, headers }, resolve);
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: the API server does not answer`)));
      sent.on("error", reject);
      sent.end(body);
    });
  const call = async <T>(method: string, path: string, body?: object, type = "application/json"): Promise<T> => {
    const headers = body ? { "content-type": type } : {};
    const response = await open(method, path, { headers, timeout: 30_000 }, body && JSON.stringify(body));
    const text = await readText(response);
    throwUnlessOk(response.statusCode ?? 0, text);
    return JSON.parse(text) as T;
  };
  return {
    get: (path) => call("GET", path),
    create: (path, body) => call("POST", path, body),
    replace: (path, body) => call("PUT", path, body),
    patch: (path, body) => call("PATCH", path, body, "application/merge-patch+json"),
    remove: (path, options) => call("DELETE", path, options),
    async watch(path, { signal, idleMs, onEvent }) {
      const response = await open("GET", path, { signal, timeout: idleMs });
      if (response.statusCode !== 200) throwUnlessOk(response.statusCode ?? 0, await readText(response));
      response.setEncoding("utf8");
      let rest = "";
      for await (const chunk of response) {
        const lines = (rest + (chunk as string)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line) onEvent(JSON.parse(line) as WatchEvent);
      }
    },
    close: () => agent.destroy(),
  };
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function throwUnlessOk(status: number, text: string): void {
  if (status >= 200 && status < 300) return;
  let reason = "";
  let message = text;
  try {
    const parsed = JSON.parse(text) as { reason?: string; message?: string };
    reason = parsed.reason ?? "";
    message = parsed.message ?? text;
  } catch {
    // A proxy's or a fault script's answer need not be a Status object.
  }
  throw new ApiError(status, reason, message);
}
