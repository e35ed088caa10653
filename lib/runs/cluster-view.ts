import type { CoreV1Event, V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import type { WatchEvent } from "#lib/clusters/watch.ts";
import { label } from "#lib/jobs/job-names.ts";

type Seen = { Job: V1Job; Pod: V1Pod; Event: CoreV1Event };
export type SeenKind = keyof Seen;
export type AttemptRef = { runId: string; attempt: number };

const keyOf = ({ runId, attempt }: AttemptRef) => `${runId}/${attempt}`;

/** What the watches of one cluster have seen of Slipway's runs, by attempt. */
export function clusterView() {
  const seen = { Job: attemptIndex<V1Job>(), Pod: attemptIndex<V1Pod>(), Event: attemptIndex<CoreV1Event>() };
  const listed = new Set<SeenKind>();
  return {
    /** Takes the whole truth of a kind. Returns the runs it says something of. */
    replace<K extends SeenKind>(kind: K, items: Seen[K][]): string[] {
      const index = seen[kind] as AttemptIndex<Seen[K]>;
      index.clear();
      listed.add(kind);
      return items.flatMap((item) => index.put(refOf(kind, item), item));
    },
    /** Takes one change. Returns the run it says something of, if any. */
    apply<K extends SeenKind>(kind: K, { type, object }: WatchEvent<Seen[K]>): string[] {
      const index = seen[kind] as AttemptIndex<Seen[K]>;
      const ref = refOf(kind, object);
      return type === "DELETED" ? index.drop(ref, object) : index.put(ref, object);
    },
    /** Whether Jobs and pods were listed once: before that an absent object means nothing. */
    isComplete: () => listed.has("Job") && listed.has("Pod"),
    batchJob: (ref: AttemptRef): V1Job | undefined => seen.Job.of(ref)[0],
    pods: (ref: AttemptRef): V1Pod[] => seen.Pod.of(ref),
    events: (ref: AttemptRef): CoreV1Event[] => seen.Event.of(ref),
  };
}
export type ClusterView = ReturnType<typeof clusterView>;

type Named = { metadata?: { uid?: string } };
type AttemptIndex<T extends Named> = ReturnType<typeof attemptIndex<T>>;

function attemptIndex<T extends Named>() {
  const attempts = new Map<string, Map<string, T>>();
  return {
    clear: () => attempts.clear(),
    put(ref: AttemptRef | undefined, item: T): string[] {
      if (!ref) return [];
      const key = keyOf(ref);
      const items = attempts.get(key) ?? new Map<string, T>();
      attempts.set(key, items.set(item.metadata?.uid ?? "", item));
      return [ref.runId];
    },
    drop(ref: AttemptRef | undefined, item: T): string[] {
      if (!ref) return [];
      const items = attempts.get(keyOf(ref));
      items?.delete(item.metadata?.uid ?? "");
      if (items?.size === 0) attempts.delete(keyOf(ref));
      return [ref.runId];
    },
    of: (ref: AttemptRef): T[] => [...(attempts.get(keyOf(ref))?.values() ?? [])],
  };
}

function refOf<K extends SeenKind>(kind: K, object: Seen[K]): AttemptRef | undefined {
  if (kind === "Event") return refOfName((object as CoreV1Event).involvedObject?.name);
  const { [label.run]: runId, [label.attempt]: attempt } = object.metadata?.labels ?? {};
  return runId && attempt && isUuid(runId) ? { runId, attempt: Number(attempt) } : undefined;
}

/** Events carry no labels; the name of what they are about tells the attempt. */
function refOfName(name = ""): AttemptRef | undefined {
  const [, runId, attempt] = /^sw-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)(?:-|$)/.exec(name) ?? [];
  return runId && attempt ? { runId, attempt: Number(attempt) } : undefined;
}

/** A label can be written by anyone; what is no id must not reach a query. */
const isUuid = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
