import type { KubeObject } from "./object.ts";

export type StoreEvent = {
  revision: number;
  resource: string;
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: KubeObject;
  previous?: KubeObject;
};

const windowSize = 2000;

/**
 * Objects by resource (`pods`, `jobs.batch`), with one revision counter for all and a window of past events, as etcd behind the watch cache.
 * The first revision follows the clock, so that a client of an earlier process is told 410 and not handed a wrong history.
 */
export class Store {
  revision = Math.floor(Date.now() / 100);
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #events: StoreEvent[] = [];
  readonly #latest = new Map<string, number>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  /** Changes up to this revision are forgotten. */
  compacted = this.revision;

  get<T extends KubeObject>(resource: string, namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(resource)?.get(key(namespace, name)) as T | undefined;
  }

  /** In the order of their keys, as etcd returns them. */
  list<T extends KubeObject>(resource: string, namespace?: string): T[] {
    const all = [...(this.#objects.get(resource) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
    return (namespace ? all.filter((object) => object.metadata.namespace === namespace) : all) as T[];
  }

  /** All objects that are stored, with their resource. */
  *everything(): Generator<[string, KubeObject]> {
    for (const [resource, objects] of this.#objects) for (const object of objects.values()) yield [resource, object];
  }

  /** The list as it was at `revision`; `undefined` when that is forgotten. */
  listAt(resource: string, revision: number): KubeObject[] | undefined {
    if (revision < this.compacted) return undefined;
    const then = new Map(this.#objects.get(resource));
    for (const event of this.#events.toReversed()) {
      if (event.revision <= revision) break;
      if (event.resource !== resource) continue;
      const id = key(event.object.metadata.namespace, event.object.metadata.name);
      if (event.previous) then.set(id, event.previous);
      else then.delete(id);
    }
    return [...then].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** Stores a copy under the next revision; an object equal to the stored one keeps its revision and tells nobody. */
  put<T extends KubeObject>(resource: string, object: T): T {
    const objects = this.#objects.get(resource) ?? new Map<string, KubeObject>();
    this.#objects.set(resource, objects);
    const id = key(object.metadata.namespace, object.metadata.name);
    const previous = objects.get(id);
    const next = structuredClone(object);
    dropEmpty(next.metadata);
    if (previous && same(previous, next)) return previous as T;
    next.metadata.resourceVersion = String(++this.revision);
    objects.set(id, next);
    this.#publish({
      revision: this.revision,
      resource,
      type: previous ? "MODIFIED" : "ADDED",
      object: next,
      ...(previous && { previous }),
    });
    return next;
  }

  /** Removes it; the DELETED event carries the last state under a new revision. */
  remove(resource: string, object: KubeObject): void {
    const objects = this.#objects.get(resource);
    const previous = objects?.get(key(object.metadata.namespace, object.metadata.name));
    if (!objects || !previous) return;
    objects.delete(key(object.metadata.namespace, object.metadata.name));
    const last = structuredClone(object);
    last.metadata.resourceVersion = String(++this.revision);
    this.#publish({ revision: this.revision, resource, type: "DELETED", object: last, previous });
  }

  /** What happened to a resource after `revision`; `undefined` when that is forgotten. */
  since(resource: string, revision: number): StoreEvent[] | undefined {
    if (revision < this.compacted) return undefined;
    return this.#events.filter((event) => event.revision > revision && event.resource === resource);
  }

  /** The revision of a resource's last change, as far as a watch of it has come. */
  latest(resource: string): number {
    return this.#latest.get(resource) ?? this.compacted;
  }

  /** Calls back after every change, in order; returns how to stop. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #publish(event: StoreEvent) {
    this.#latest.set(event.resource, event.revision);
    this.#events.push(event);
    if (this.#events.length > windowSize) this.compacted = this.#events.shift()?.revision ?? this.compacted;
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** An empty list or map of metadata is left out, as it is in the real server's JSON. */
function dropEmpty(metadata: KubeObject["metadata"]) {
  for (const field of ["labels", "annotations", "finalizers", "ownerReferences", "managedFields"] as const)
    if (metadata[field] && Object.keys(metadata[field]).length === 0) delete metadata[field];
}

const key = (namespace: string | undefined, name: string) => `${namespace ?? ""}/${name}`;

/** Equal but for the revision and the times of field managers, which a write without change does not renew. */
const same = (a: KubeObject, b: KubeObject) => canonical(a) === canonical(b);

function canonical(object: KubeObject): string {
  return JSON.stringify(object, function (this: unknown, field, value: unknown) {
    if (field === "resourceVersion" && this === object.metadata) return undefined;
    if (value && typeof value === "object" && !Array.isArray(value))
      return Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !("fieldsV1" in value && name === "time"))
          .sort(([x], [y]) => (x < y ? -1 : 1)),
      );
    return value;
  });
}
