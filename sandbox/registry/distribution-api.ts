import type { IncomingMessage, ServerResponse } from "node:http";
import { handlePush } from "./push.ts";
import { RegistryError } from "./registry-error.ts";
import { findManifest, type Repository } from "./repository.ts";

export type RegistryAction = "pull" | "push";

/** Who may do what is the business of whoever owns the repositories: a plain registry, or ECR. */
export type RegistryBackend = {
  /** Throws RegistryError 401 when the request carries no valid credential. */
  authenticate(request: IncomingMessage): Promise<void>;
  /** Throws RegistryError when the caller may not, or when there is no such repository. */
  open(request: IncomingMessage, name: string, action: RegistryAction): Promise<Repository>;
  list(request: IncomingMessage): Promise<string[]>;
};

const ROUTE = /^\/v2\/(?<name>.+?)\/(?<kind>manifests|blobs|tags)\/(?<rest>.*)$/;

/**
 * Answers one request under `/v2/` as the OCI distribution specification says:
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function handleDistribution(request: IncomingMessage, response: ServerResponse, backend: RegistryBackend) {
  response.setHeader("Docker-Distribution-Api-Version", "registry/2.0");
  try {
    await route(request, response, backend);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    error.write(response, request.method === "HEAD");
  }
}

async function route(request: IncomingMessage, response: ServerResponse, backend: RegistryBackend) {
  const url = new URL(request.url ?? "/", "http://registry");
  await backend.authenticate(request);
  if (url.pathname === "/v2/" || url.pathname === "/v2") return json(response, {});
  if (url.pathname === "/v2/_catalog") return listRepositories(response, url, await backend.list(request));

  const { name, kind, rest } = ROUTE.exec(url.pathname)?.groups ?? {};
  if (!name || !kind || rest === undefined)
    throw new RegistryError(404, "UNSUPPORTED", "The operation is unsupported.");
  const reading = request.method === "GET" || request.method === "HEAD";
  const repository = await backend.open(request, name, reading ? "pull" : "push");

  if (!reading)
    return handlePush({
      request,
      response,
      url,
      repository,
      kind,
      rest,
      openOther: (other) => backend.open(request, other, "pull"),
    });
  if (kind === "tags" && rest === "list") return listTags(response, url, repository);
  if (kind === "manifests") return sendManifest(request, response, repository, rest);
  if (kind === "blobs" && !rest.startsWith("uploads/")) return sendBlob(request, response, repository, rest);
  throw new RegistryError(404, "UNSUPPORTED", "The operation is unsupported.");
}

function sendManifest(request: IncomingMessage, response: ServerResponse, repository: Repository, reference: string) {
  const manifest = findManifest(repository, reference);
  if (!manifest)
    throw new RegistryError(404, "MANIFEST_UNKNOWN", "manifest unknown", { name: repository.name, reference });
  response.setHeader("Content-Type", manifest.mediaType);
  send(request, response, manifest.digest, manifest.bytes);
}

function sendBlob(request: IncomingMessage, response: ServerResponse, repository: Repository, digest: string) {
  const bytes = repository.blobs.get(digest);
  if (!bytes) throw new RegistryError(404, "BLOB_UNKNOWN", "blob unknown to registry", { digest });
  response.setHeader("Content-Type", "application/octet-stream");
  send(request, response, digest, bytes);
}

function send(request: IncomingMessage, response: ServerResponse, digest: string, bytes: Buffer) {
  response.setHeader("Docker-Content-Digest", digest);
  response.setHeader("ETag", `"${digest}"`);
  response.setHeader("Content-Length", bytes.length);
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function listTags(response: ServerResponse, url: URL, repository: Repository) {
  const tags = pageOf(response, url, [...repository.tags.keys()]);
  json(response, { name: repository.name, tags });
}

/** https://distribution.github.io/distribution/spec/api/#listing-repositories */
const listRepositories = (response: ServerResponse, url: URL, names: string[]) =>
  json(response, { repositories: pageOf(response, url, names) });

/** `n` names after `last`; where more are left, a Link (RFC 8288) leads on. */
function pageOf(response: ServerResponse, url: URL, names: string[]): string[] {
  const given = url.searchParams.get("n");
  const limit = given === null ? Number.POSITIVE_INFINITY : Number(given);
  if (Number.isNaN(limit) || limit < 0)
    throw new RegistryError(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested", {
      n: given ?? "",
    });
  const last = url.searchParams.get("last") ?? "";
  const after = [...names].sort().filter((name) => name > last);
  const page = after.slice(0, limit);
  if (page.length > 0 && page.length < after.length) {
    const next = `${url.pathname}?n=${limit}&last=${encodeURIComponent(page.at(-1) ?? "")}`;
    response.setHeader("Link", `<${next}>; rel="next"`);
  }
  return page;
}

function json(response: ServerResponse, body: unknown) {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}
