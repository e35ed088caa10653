import type { IncomingMessage, ServerResponse } from "node:http";
import { groupVersion, type Resource } from "./kinds.ts";
import { parseRevision, selection } from "./list.ts";
import type { KubeObject } from "./object.ts";
import { isTrue } from "./request.ts";
import { ApiError, expired } from "./status.ts";
import type { Store, StoreEvent } from "./storage.ts";

const bookmarkEveryMs = 60_000;
const bookmarkBeforeEndMs = 2000;

/** Streams changes as lines of JSON until `timeoutSeconds`, the client or the server ends it. A resourceVersion from before the window is an ERROR event of code 410. */
export function watchObjects(
  store: Store,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const selects = selection(resource, namespace, query);
  const from = revisionToWatch(query);
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.flushHeaders();
  const send = (type: string, object: object) => {
    // Between the end of a watch and its close a change or a bookmark may still come.
    if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
  };

  const missed = from === 0 ? [] : store.since(resource.key, from);
  if (!missed) {
    send("ERROR", expired(`too old resource version: ${from} (${store.compacted})`).status);
    return void response.end();
  }
  if (from === 0) for (const object of store.list(resource.key)) if (selects(object)) send("ADDED", object);
  const pass = (event: StoreEvent) => {
    if (event.resource !== resource.key || event.revision <= from) return;
    const seen = asSeen(event, selects);
    if (seen) send(seen.type, seen.object);
  };
  for (const event of missed) pass(event);
  const unsubscribe = store.subscribe(pass);

  // A watch that has seen nothing new since its own revision gets no bookmark.
  const bookmark = () => {
    const revision = store.latest(resource.key);
    if (revision <= from) return;
    const metadata = { resourceVersion: String(revision), creationTimestamp: null };
    send("BOOKMARK", { kind: resource.kind, apiVersion: groupVersion(resource), metadata });
  };
  // Without a timeout upstream chooses one at random between 30 and 60 minutes.
  const timeoutMs = (Number(query.get("timeoutSeconds") ?? 0) || 1800 * (1 + Math.random())) * 1000;
  const timers = [setTimeout(() => response.end(), timeoutMs)];
  if (isTrue(query.get("allowWatchBookmarks"))) {
    timers.push(
      setInterval(bookmark, bookmarkEveryMs),
      setTimeout(bookmark, Math.max(timeoutMs - bookmarkBeforeEndMs, 0)),
    );
  }
  const stop = () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
    // The socket is kept for further requests.
    request.socket.off("close", stop);
  };
  response.once("close", stop);
  request.socket.once("close", stop);
}

/** A watch answers a resourceVersion that is no number with 500, where a list answers 400. */
function revisionToWatch(query: URLSearchParams): number {
  try {
    return parseRevision(query);
  } catch (error) {
    throw error instanceof ApiError ? new ApiError(500, undefined, error.message) : error;
  }
}

/** An object that a selector begins to select is ADDED to this watcher, and DELETED when it ends to. */
function asSeen(
  event: StoreEvent,
  selects: (object: KubeObject) => boolean,
): { type: string; object: KubeObject } | undefined {
  const before = event.previous !== undefined && selects(event.previous);
  const now = event.type !== "DELETED" && selects(event.object);
  if (now) return { type: before ? "MODIFIED" : "ADDED", object: event.object };
  if (!before || !event.previous) return undefined;
  const { resourceVersion } = event.object.metadata;
  const last = event.type === "DELETED" ? event.object : event.previous;
  return { type: "DELETED", object: { ...last, metadata: { ...last.metadata, resourceVersion } } };
}
