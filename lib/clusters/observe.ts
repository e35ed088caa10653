import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "#lib/platform/errors.ts";
import type { Kind, Kinds } from "./kubernetes-objects.ts";
import type { ClusterSession } from "./session.ts";
import type { WatchEvent } from "./watch.ts";

export type Observer<T> = {
  /** The whole truth at one moment. Called at the start and after every gap: what is not in it is gone. */
  onList(items: T[], resourceVersion: string): void | Promise<void>;
  /** One change, in order; no bookmarks. If it throws, the same event comes again. */
  onEvent(event: WatchEvent<T>): void | Promise<void>;
  /** Told of every failure; the loop goes on by itself. */
  onError(error: unknown): void;
  signal: AbortSignal;
};
export type ObserveOptions = {
  namespace?: string;
  labelSelector?: string;
  /** First and longest pause after failures; for tests. */
  backoffMs?: { first: number; longest: number };
};

const QUIET_END_MS = 1000;

/**
 * Follows one kind of a cluster for as long as `signal` allows: list, then watch from there; goes on from the last event when the
 * watch ends, lists again when the server no longer knows it (410), and waits longer after each failure in a row, up to 30 s, with jitter.
 * Never rejects.
 */
export async function observe<K extends Kind>(
  session: Pick<ClusterSession, "list" | "watch">,
  kind: K,
  { namespace, labelSelector, backoffMs = { first: 500, longest: 30_000 } }: ObserveOptions,
  { onList, onEvent, onError, signal }: Observer<Kinds[K]>,
): Promise<void> {
  const scope = { ...(namespace && { namespace }), ...(labelSelector && { labelSelector }) };
  let resourceVersion: string | undefined;
  let failures = 0;

  const follow = async () => {
    if (resourceVersion === undefined) {
      const listed = await session.list(kind, { ...scope, signal });
      await onList(listed.items, listed.resourceVersion);
      resourceVersion = listed.resourceVersion;
    }
    const startedAt = performance.now();
    // Not all of a cluster's watches end at the same moment.
    const timeoutSeconds = 60 + Math.floor(Math.random() * 30);
    for await (const event of session.watch(kind, { ...scope, resourceVersion, signal, timeoutSeconds })) {
      if (event.type !== "BOOKMARK") await onEvent(event);
      resourceVersion = event.object.metadata?.resourceVersion ?? resourceVersion;
      failures = 0;
    }
    // A server that ends every watch at once must not be asked in a tight loop.
    if (performance.now() - startedAt < QUIET_END_MS) failures += 1;
    else failures = 0;
  };

  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (isExpired(error)) resourceVersion = undefined;
      else onError(error);
    }
    if (failures > 0 && !signal.aborted) await pause(failures, backoffMs, signal);
  }
}

const isExpired = (error: unknown) => error instanceof SlipwayError && error.details.status === 410;

async function pause(failures: number, { first, longest }: { first: number; longest: number }, signal: AbortSignal) {
  const ceiling = Math.min(longest, first * 2 ** Math.min(failures - 1, 20));
  await sleep(ceiling * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}
