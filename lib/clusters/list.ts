import { says } from "#lib/platform/say.ts";
import type { Connection } from "./connection.ts";
import { decode } from "./kubernetes-json.ts";
import type { Kind, Kinds } from "./kubernetes-objects.ts";
import { resourcePath } from "./resource-path.ts";
import type { RequestOptions } from "./session.ts";

export type ListOptions = RequestOptions & {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** At most so many, in one request; all of them when left out, page by page. */
  limit?: number;
};
export type Listed<T> = { items: T[]; resourceVersion: string };

const PAGE_SIZE = 500;
type Page = { metadata?: { resourceVersion?: string; continue?: string }; items?: unknown[] };

/**
 * All pages are of one moment: their `resourceVersion` is where a watch goes on without a gap.
 * Throws `conflict` with `details.status` 410 when the server forgot that moment between two pages.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function list<K extends Kind>(api: Connection, kind: K, options: ListOptions): Promise<Listed<Kinds[K]>> {
  const { namespace, labelSelector, fieldSelector, limit, timeoutMs, signal } = options;
  const items: Kinds[K][] = [];
  let from: string | undefined;
  for (;;) {
    const query = queryOf({ labelSelector, fieldSelector, limit: limit ?? PAGE_SIZE, continue: from });
    const path = `${resourcePath(kind, namespace)}${query}`;
    const what = namespace ? says("do.list-in", { kind, namespace }) : says("do.list", { kind });
    const page = (await api.call({ method: "GET", path, what, timeoutMs, signal })) as Page;
    for (const item of page.items ?? []) items.push(decode(kind, item));
    from = page.metadata?.continue;
    if (!from || limit !== undefined) return { items, resourceVersion: page.metadata?.resourceVersion ?? "" };
  }
}

/** `?a=1&b=2` of what is set, or nothing. */
export function queryOf(fields: Record<string, string | number | boolean | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== "") query.set(name, `${value}`);
  return query.size === 0 ? "" : `?${query}`;
}
