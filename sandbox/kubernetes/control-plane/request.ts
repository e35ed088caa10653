/** What a request asks for, as k8s.io/apiserver's RequestInfo reads it from path and method, before anything is looked up. */
export type RequestInfo = {
  verb: string;
  path: string;
  query: URLSearchParams;
  /** Absent for paths that name no resource. */
  resource?: {
    group: string;
    version: string;
    plural: string;
    namespace?: string;
    name?: string;
    subresource?: string;
  };
};

const verbs: Record<string, string> = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

export function readRequest(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, "https://server");
  const path = pathname;
  const plain = { verb: method.toLowerCase(), path, query };
  const parts = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const [root, ...rest] = parts;
  const group = root === "apis" ? rest.shift() : root === "api" ? "" : undefined;
  const version = rest.shift();
  if (group === undefined || !version || rest.length === 0) return plain;

  let namespace: string | undefined;
  if (
    rest[0] === "namespaces" &&
    rest.length > 1 &&
    !(group === "" && rest.length === 3 && ["status", "finalize"].includes(rest[2] ?? ""))
  ) {
    namespace = rest[1];
    // A namespace itself is named by the same two parts, and is authorised within itself.
    if (rest.length > 2) rest.splice(0, 2);
  } else if (rest[0] === "namespaces") namespace = rest[1];
  const [plural = "", name, subresource] = rest;

  let verb = method === "GET" || method === "HEAD" ? "get" : (verbs[method] ?? method.toLowerCase());
  if (!name) {
    if (verb === "get") verb = isTrue(query.get("watch")) ? "watch" : "list";
    if (verb === "delete") verb = "deletecollection";
  }
  return {
    verb,
    path,
    query,
    resource: {
      group,
      version,
      plural,
      ...(namespace && { namespace }),
      ...(name && { name }),
      ...(subresource && { subresource }),
    },
  };
}

export const isTrue = (value: string | null) =>
  value !== null && !["false", "0", "f", "F", "False", "FALSE"].includes(value);
