import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { type AgentOptions, guardedAgent } from "./guarded-agent.ts";

/** One server with its own sockets and its own trust; redirects are never followed. */
export type HttpOrigin = { base: URL; agent: http.Agent | https.Agent };

export type HttpCall = {
  method: string;
  /** Path and query, appended to the base's own path. */
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** For a stream: until the headers arrive. Otherwise: until the whole body is read. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
};

export type HttpAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string };

/** The request ended by its own time limit. The outcome on the server is unknown. */
export class RequestTimeout extends Error {}

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @param options the CA (PEM) to trust instead of the system's, a client certificate, and how names are resolved. */
export function httpOrigin(
  address: string,
  options: Pick<AgentOptions, "ca" | "cert" | "key" | "lookup"> = {},
): HttpOrigin {
  const base = new URL(address);
  const sockets = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: 256, timeout: 0 };
  return { base, agent: guardedAgent(base.protocol, { ...sockets, ...options }) };
}

const shared = new Map<string, HttpOrigin>();
const MAX_SHARED = 50;

/** The sockets to a server that is asked under several credentials; the least lately used server is forgotten. */
export function sharedOrigin(address: string, ca: string | undefined): HttpOrigin {
  const key = `${address}\n${ca ?? ""}`;
  const origin = shared.get(key) ?? httpOrigin(address, ca === undefined ? {} : { ca });
  shared.delete(key);
  shared.set(key, origin);
  if (shared.size > MAX_SHARED) shared.delete(shared.keys().next().value ?? "");
  return origin;
}

/** Sends one request and reads the whole answer. Throws Node's own network errors, RequestTimeout, or the caller's abort reason. */
export async function request(origin: HttpOrigin, call: HttpCall): Promise<HttpAnswer> {
  const limit = new Limit(call);
  try {
    const response = await send(origin, call, limit.signal);
    response.on("data", countBytes(response));
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  } catch (error) {
    throw limit.reasonOf(error);
  } finally {
    limit.clear();
  }
}

/** Like `request`, but hands over the answer with its body unread; from then on only `signal` ends it. */
export async function requestStream(origin: HttpOrigin, call: HttpCall): Promise<IncomingMessage> {
  const limit = new Limit(call);
  try {
    return await send(origin, call, limit.signal);
  } catch (error) {
    throw limit.reasonOf(error);
  } finally {
    limit.clear();
  }
}

/** The rest of an opened answer as text, for an error's body: at most a few seconds. */
export async function readText(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(new RequestTimeout()), DEFAULT_TIMEOUT_MS);
  try {
    response.on("data", countBytes(response));
    return await text(response);
  } finally {
    clearTimeout(timer);
  }
}

function send({ base, agent }: HttpOrigin, call: HttpCall, signal: AbortSignal): Promise<IncomingMessage> {
  const open = (mayRetry: boolean): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const path = base.pathname.replace(/\/$/, "") + call.path;
      const { hostname, port, protocol } = base;
      const library = protocol === "https:" ? https : http;
      const headers = { ...call.headers, ...(call.body && { "content-length": `${Buffer.byteLength(call.body)}` }) };
      const outgoing = library.request({
        host: unbracketed(hostname),
        port,
        path,
        method: call.method,
        headers,
        agent,
        signal,
      });
      outgoing.on("socket", (socket) => socket.setKeepAlive(true, 30_000));
      outgoing.on("response", resolve);
      outgoing.on("error", (error) => {
        // The server may close an idle socket at the very moment it is used again: a read is simply asked once more.
        const stale = outgoing.reusedSocket && codeOfSystemError(error) === "ECONNRESET" && isRead(call.method);
        if (stale && mayRetry && !signal.aborted) open(false).then(resolve, reject);
        else reject(error);
      });
      outgoing.end(call.body);
    });
  return open(true);
}

class Limit {
  readonly #expired = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor({ timeoutMs = DEFAULT_TIMEOUT_MS, signal }: HttpCall) {
    this.#caller = signal;
    this.#timer = setTimeout(() => this.#expired.abort(), timeoutMs);
    this.signal = signal ? AbortSignal.any([signal, this.#expired.signal]) : this.#expired.signal;
  }

  clear() {
    clearTimeout(this.#timer);
  }

  reasonOf(error: unknown): unknown {
    if (this.#caller?.aborted) return this.#caller.reason;
    return this.#expired.signal.aborted ? new RequestTimeout("timed out", { cause: error }) : error;
  }
}

function countBytes(response: IncomingMessage) {
  let bytes = 0;
  return (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) response.destroy(new Error(`answer larger than ${MAX_BODY_BYTES} bytes`));
  };
}

export const isRead = (method: string) => method === "GET" || method === "HEAD";

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`… of an error that Node's network layer threw. */
export function codeOfSystemError(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const unbracketed = (hostname: string) => hostname.replace(/^\[(.*)\]$/, "$1");
