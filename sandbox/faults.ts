import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

type FaultRule = {
  /** `path` is the request's target with its query. */
  match: (request: { method: string; path: string }) => boolean;
  /** How many requests it hits; without it, every matching one until `clear`. */
  times?: number;
  /** Waits before anything else happens. */
  delayMs?: number;
  /** Closes the connection without an answer. */
  drop?: boolean;
  /** With `drop`: the request is carried out first, and only its answer is lost. */
  afterHandling?: boolean;
  /** Answers with this status and `body` instead of handling the request. */
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Waits this long before each piece of the body. */
  slowBodyMs?: number;
};

/** Scripts the failures of a stand-in: of the rules that match a request, the first that is not used up decides. */
export type FaultControl = { script(rule: FaultRule): void; clear(): void };

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
type Pending = { rule: FaultRule; left: number };

/** A fault control and the wrapper that puts it in front of a server's request listener. */
export function createFaults(): { control: FaultControl; wrap(listener: Listener): Listener } {
  let pending: Pending[] = [];

  const take = (request: IncomingMessage): FaultRule | undefined => {
    const seen = { method: request.method ?? "GET", path: request.url ?? "/" };
    const found = pending.find(({ rule, left }) => left > 0 && rule.match(seen));
    if (found) found.left -= 1;
    return found?.rule;
  };

  return {
    control: {
      script: (rule) => void pending.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }),
      clear: () => {
        pending = [];
      },
    },
    wrap: (listener) => (request, response) => {
      const rule = take(request);
      if (rule) void play(rule, request, response, listener);
      else listener(request, response);
    },
  };
}

async function play(rule: FaultRule, request: IncomingMessage, response: ServerResponse, listener: Listener) {
  if (rule.delayMs) await wait(rule.delayMs);
  if (rule.drop && !rule.afterHandling) return void request.socket.destroy();
  if (rule.drop) response.write = response.end = loseAnswer(request, response);
  if (rule.slowBodyMs) slowDown(response, rule.slowBodyMs);
  if (rule.status === undefined) return listener(request, response);

  const body = rule.body ?? "";
  response.writeHead(rule.status, { "content-type": contentType(body), ...rule.headers });
  for (const piece of rule.slowBodyMs ? pieces(body) : [body]) response.write(piece);
  response.end();
}

const contentType = (body: string) =>
  body.startsWith("{") ? "application/json" : body.startsWith("<") ? "application/xml" : "text/plain";

const pieces = (body: string) => body.match(/[\s\S]{1,64}/g) ?? [];

const loseAnswer = (request: IncomingMessage, response: ServerResponse) => (): never => {
  request.socket.destroy();
  return response as never;
};

/** Each write and the end wait for the one before and then `ms`; headers go out with the first piece. */
function slowDown(response: ServerResponse, ms: number) {
  const write = response.write.bind(response) as (chunk: unknown) => boolean;
  const end = response.end.bind(response);
  let last: Promise<unknown> = Promise.resolve();
  const later = (action: () => void) => {
    last = last.then(() => wait(ms)).then(() => !response.destroyed && action());
  };
  response.write = ((chunk: unknown) => {
    later(() => void write(chunk));
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown) => {
    if (chunk !== undefined && typeof chunk !== "function") later(() => void write(chunk));
    later(() => void end());
    return response;
  }) as typeof response.end;
}
