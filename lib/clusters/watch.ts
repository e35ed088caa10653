import type { IncomingMessage } from "node:http";
import { SlipwayError } from "#lib/platform/errors.ts";
import { codeOfSystemError } from "#lib/platform/http-request.ts";
import { says } from "#lib/platform/say.ts";
import type { Connection } from "./connection.ts";
import { networkError, statusError } from "./kubernetes-error.ts";
import { decode } from "./kubernetes-json.ts";
import type { Kind, Kinds } from "./kubernetes-objects.ts";
import { queryOf } from "./list.ts";
import { resourcePath } from "./resource-path.ts";

export type WatchOptions = {
  namespace?: string;
  labelSelector?: string;
  /** Where to go on from: of a list, or of the last event. */
  resourceVersion: string;
  signal?: AbortSignal;
  /** The server ends the watch by then. */
  timeoutSeconds?: number;
  /** A connection that says nothing for so long is dead; 10 s more than `timeoutSeconds` when left out. */
  silenceMs?: number;
};
export type WatchEvent<T> = { type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; object: T };

const MAX_LINE_BYTES = 8 * 1024 * 1024;

/**
 * The changes after `resourceVersion`, with bookmarks. Returns when the server ends the watch or `signal` aborts. Throws
 * `conflict` with `details.status` 410 when the version is too old (list again), `unreachable` when the connection breaks or is dead.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function* watch<K extends Kind>(
  api: Connection,
  kind: K,
  {
    namespace,
    labelSelector,
    resourceVersion,
    signal,
    timeoutSeconds = 60,
    silenceMs = (timeoutSeconds + 10) * 1000,
  }: WatchOptions,
): AsyncGenerator<WatchEvent<Kinds[K]>> {
  if (signal?.aborted) return;
  const fields = { watch: 1, allowWatchBookmarks: true, resourceVersion, labelSelector, timeoutSeconds };
  const call = {
    method: "GET",
    path: `${resourcePath(kind, namespace)}${queryOf(fields)}`,
    what: says("do.watch", { kind }),
  };
  const asked = { cluster: api.cluster, ...call };
  let response: IncomingMessage | undefined;
  try {
    response = await api.open({ ...call, signal });
    for await (const line of lines(response, silenceMs)) {
      const event = parseEvent(line);
      if (event === undefined) throw statusError(asked, 502, { message: "an event that is not JSON" });
      if (event.type === "ERROR") throw statusError(asked, event.object.code ?? 500, event.object);
      yield { type: event.type, object: decode(kind, event.object) };
    }
  } catch (error) {
    if (signal?.aborted) return;
    throw broken(asked, error);
  } finally {
    response?.destroy();
  }
}

/** Of a connection that broke after it was opened Node says `aborted`, ECONNRESET or a parse error: all are the same to us. */
function broken(asked: Parameters<typeof networkError>[0], error: unknown) {
  if (error instanceof SlipwayError || codeOfSystemError(error) === undefined) return error;
  return networkError(asked, error);
}

async function* lines(response: IncomingMessage, silenceMs: number): AsyncGenerator<string> {
  const dead = () => response.destroy(Object.assign(new Error("silent for too long"), { code: "ETIMEDOUT" }));
  const timer = setTimeout(dead, silenceMs);
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response) {
      timer.refresh();
      rest += decoder.decode(chunk, { stream: true });
      if (rest.length > MAX_LINE_BYTES)
        throw Object.assign(new Error("an event of more than 8 MiB"), { code: "EMSGSIZE" });
      const complete = rest.split("\n");
      rest = complete.pop() ?? "";
      for (const line of complete) if (line !== "") yield line;
      // The consumer's own time is no silence of the server's.
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}

type Wire =
  | { type: "ERROR"; object: { code?: number; message?: string; reason?: string } }
  | { type: WatchEvent<never>["type"]; object: object };

function parseEvent(line: string): Wire | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
