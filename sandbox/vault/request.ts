import type { IncomingMessage } from "node:http";
import { VaultError } from "./answer.ts";

export type Operation = "read" | "list" | "update" | "patch" | "delete";

/** One call of the HTTP API, below `/v1/`. */
export type VaultRequest = {
  operation: Operation;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  token: string | undefined;
};

// Vault's own LIST verb is no method that Node's HTTP parser lets in; its documented twin, GET with list=true, is.
const operations: Record<string, Operation> = {
  GET: "read",
  POST: "update",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

export async function readRequest(message: IncomingMessage): Promise<VaultRequest> {
  const url = new URL(message.url ?? "/", "http://vault");
  const operation = operations[message.method ?? "GET"];
  if (!operation) throw new VaultError(405);
  const asksList = operation === "read" && url.searchParams.get("list") === "true";
  return {
    operation: asksList ? "list" : operation,
    path: url.pathname
      .replace(/^\/v1\//, "")
      .split("/")
      .map(decodeURIComponent)
      .join("/"),
    query: url.searchParams,
    body: await readBody(message),
    token: tokenOf(message),
  };
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  const given = headers["x-vault-token"];
  if (typeof given === "string" && given !== "") return given;
  return /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
}

async function readBody(message: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch {}
  throw new VaultError(400, "error parsing JSON");
}
