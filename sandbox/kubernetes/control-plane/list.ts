import { groupVersion, type Resource } from "./kinds.ts";
import type { KubeObject } from "./object.ts";
import { fieldSelector, labelSelector } from "./selectors.ts";
import { ApiError, badRequest, expired, tooLargeResourceVersion } from "./status.ts";
import type { Store } from "./storage.ts";

type Continue = { v: "meta.k8s.io/v1"; rv: number; start: string };

const continueExpired =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/** What a list or watch selects, from its query. */
export function selection(
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): (object: KubeObject) => boolean {
  const labels = labelSelector(query.get("labelSelector") ?? undefined);
  const fields = fieldSelector(query.get("fieldSelector") ?? undefined, resource.key);
  return (object) => (!namespace || object.metadata.namespace === namespace) && labels(object) && fields(object);
}

/** A list with `limit` and `continue`: all pages of one list show the same revision. https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export function listObjects(
  store: Store,
  resource: Resource,
  namespace: string | undefined,
  query: URLSearchParams,
): object {
  const selects = selection(resource, namespace, query);
  const token = readContinue(query);
  const asked = listRevision(query);
  if (asked > store.revision) throw tooLargeResourceVersion(asked, store.revision);
  const isExact = query.get("resourceVersionMatch") === "Exact" && asked > 0;
  const revision = token?.rv ?? (isExact ? asked : store.revision);
  const all = revision === store.revision ? store.list(resource.key) : store.listAt(resource.key, revision);
  if (!all) throw expired(token ? continueExpired : "The resourceVersion for the provided list is too old.");

  const found = all.filter((object) => selects(object) && (!token || keyOf(object) > token.start));
  const limit = Math.max(Number(query.get("limit") ?? 0), 0) || found.length;
  const items = found.slice(0, limit);
  const remaining = found.length - items.length;
  const last = items.at(-1);
  return {
    kind: `${resource.kind}List`,
    apiVersion: groupVersion(resource),
    metadata: {
      resourceVersion: String(revision),
      ...(remaining > 0 && last && { continue: writeContinue(revision, last) }),
      // A selector makes the count unknown to the real server too.
      ...(remaining > 0 &&
        !query.get("labelSelector") &&
        !query.get("fieldSelector") && { remainingItemCount: remaining }),
    },
    items: items.map(({ apiVersion: _, kind: __, ...item }) => item),
  };
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ""}/${metadata.name}`;

const writeContinue = (rv: number, last: KubeObject) =>
  Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start: keyOf(last) } satisfies Continue)).toString("base64url");

function readContinue(query: URLSearchParams): Continue | undefined {
  const text = query.get("continue");
  if (!text) return undefined;
  try {
    const token = JSON.parse(Buffer.from(text, "base64url").toString()) as Continue;
    if (token.v === "meta.k8s.io/v1" && Number.isInteger(token.rv)) return token;
  } catch {
    // Any text that is no token gets the same answer.
  }
  throw badRequest("invalid continue token: continue key is not valid: unexpected content");
}

/** As `parseRevision`, in the words of a list. */
function listRevision(query: URLSearchParams): number {
  try {
    return parseRevision(query);
  } catch (error) {
    throw error instanceof ApiError ? badRequest(`invalid resource version: ${error.message}`) : error;
  }
}

/** The resourceVersion of a query as a number, 0 without one. */
export function parseRevision(query: URLSearchParams): number {
  const text = query.get("resourceVersion");
  if (!text) return 0;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}
