import { type Answer, noContent, unsupportedOperation, VaultError, withData } from "./answer.ts";
import type { KvStore } from "./kv-store.ts";
import type { VaultRequest } from "./request.ts";

const kv = { mountType: "kv" };

/** Answers `<mount>/<rest>` of a KV version 2 engine (Vault API, "KV secrets engine - version 2"). */
export function answerKv(store: KvStore, rest: string, request: VaultRequest): Answer {
  const [endpoint = "", ...segments] = rest.split("/");
  const path = segments.join("/");
  switch (endpoint) {
    case "data":
      return answerData(store, path, request);
    case "metadata":
      return answerMetadata(store, path, request);
    case "delete":
    case "undelete":
    case "destroy":
      if (request.operation !== "update") throw unsupportedOperation();
      store[endpoint](path, versionsOf(request));
      return noContent;
    default:
      throw new VaultError(404, "1 error occurred:\n\t* unsupported path\n\n");
  }
}

function answerData(store: KvStore, path: string, request: VaultRequest): Answer {
  switch (request.operation) {
    case "read": {
      const found = store.read(path, Number(request.query.get("version") ?? 0));
      return withData(found, { ...kv, status: found.data === null ? 404 : 200 });
    }
    case "update":
      return withData(store.write(path, fieldsOf(request), casOf(request)), kv);
    case "delete":
      store.delete(path);
      return noContent;
    default:
      throw unsupportedOperation();
  }
}

function answerMetadata(store: KvStore, path: string, request: VaultRequest): Answer {
  switch (request.operation) {
    case "read":
      return withData(store.readMetadata(path), kv);
    case "list":
      return withData({ keys: store.list(path) }, kv);
    case "update":
      store.writeMetadata(path, request.body);
      return noContent;
    case "delete":
      store.deleteMetadata(path);
      return noContent;
    default:
      throw unsupportedOperation();
  }
}

function fieldsOf({ body }: VaultRequest): Record<string, unknown> {
  if (typeof body.data === "object" && body.data !== null) return { ...body.data };
  throw new VaultError(400, "no data provided");
}

function casOf({ body }: VaultRequest): number | undefined {
  const options = body.options as { cas?: unknown } | undefined;
  return options?.cas === undefined ? undefined : Number(options.cas);
}

function versionsOf({ body }: VaultRequest): number[] {
  if (Array.isArray(body.versions) && body.versions.length > 0) return body.versions.map(Number);
  throw new VaultError(400, "No version number provided");
}
