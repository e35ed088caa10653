import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { digestOf } from "./image.ts";
import { RegistryError } from "./registry-error.ts";
import { blobsOf, putManifest, type Repository } from "./repository.ts";

type Push = {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  repository: Repository;
  kind: string;
  rest: string;
  openOther: (name: string) => Promise<Repository>;
};

/** Blobs on their way in, by upload id; an upload belongs to the repository it was started in. */
const uploads = new WeakMap<Repository, Map<string, Buffer[]>>();

/** The pushing half of the distribution specification: monolithic and chunked blob uploads, cross-repository mounts, manifests. */
export async function handlePush(push: Push) {
  const { request, kind, rest } = push;
  const method = request.method;
  if (kind === "manifests" && method === "PUT") return putManifestOf(push);
  if (kind === "manifests" && method === "DELETE") return deleteManifest(push);
  if (kind === "blobs" && rest === "uploads/" && method === "POST") return startUpload(push);
  if (kind === "blobs" && rest.startsWith("uploads/") && (method === "PATCH" || method === "PUT"))
    return continueUpload(push);
  throw new RegistryError(405, "UNSUPPORTED", "The operation is unsupported.");
}

async function startUpload(push: Push) {
  const { url, repository } = push;
  const mount = url.searchParams.get("mount");
  const from = url.searchParams.get("from");
  const mounted = mount && from ? (await push.openOther(from)).blobs.get(mount) : undefined;
  if (mount && mounted) {
    repository.blobs.set(mount, mounted);
    return created(push, `blobs/${mount}`, mount);
  }
  const id = randomUUID();
  const pending = uploads.get(repository) ?? new Map<string, Buffer[]>();
  uploads.set(repository, pending.set(id, []));
  if (url.searchParams.has("digest")) return continueUpload({ ...push, rest: `uploads/${id}` });
  accepted(push, id, 0);
}

async function continueUpload(push: Push) {
  const { repository, request } = push;
  const id = push.rest.slice("uploads/".length);
  const chunks = uploads.get(repository)?.get(id);
  if (!chunks) throw new RegistryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
  chunks.push(await readBody(request));
  if (request.method === "PATCH")
    return accepted(
      push,
      id,
      chunks.reduce((total, chunk) => total + chunk.length, 0),
    );

  uploads.get(repository)?.delete(id);
  const bytes = Buffer.concat(chunks);
  const digest = push.url.searchParams.get("digest") ?? "";
  if (digestOf(bytes) !== digest)
    throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  repository.blobs.set(digest, bytes);
  created(push, `blobs/${digest}`, digest);
}

async function putManifestOf(push: Push) {
  const { request, repository, rest } = push;
  const bytes = await readBody(request);
  for (const { digest } of referenced(bytes)) {
    if (!repository.blobs.has(digest))
      throw new RegistryError(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", { digest });
  }
  if (rest.startsWith("sha256:") && rest !== digestOf(bytes)) {
    throw new RegistryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  }
  const digest = putManifest(repository, rest, request.headers["content-type"] ?? "application/json", bytes);
  created(push, `manifests/${digest}`, digest);
}

function referenced(bytes: Buffer) {
  try {
    return blobsOf({ bytes });
  } catch {
    throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
  }
}

function deleteManifest({ response, repository, rest }: Push) {
  const digest = repository.tags.get(rest) ?? rest;
  if (!repository.tags.delete(rest)) {
    if (!repository.manifests.delete(digest)) throw new RegistryError(404, "MANIFEST_UNKNOWN", "manifest unknown");
    for (const [tag, target] of repository.tags) if (target === digest) repository.tags.delete(tag);
  }
  response.writeHead(202).end();
}

function accepted({ response, repository }: Push, id: string, received: number) {
  const headers = {
    Location: `/v2/${repository.name}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, received - 1)}`,
    "Docker-Upload-UUID": id,
  };
  response.writeHead(202, headers).end();
}

function created({ response, repository }: Push, path: string, digest: string) {
  response.writeHead(201, { Location: `/v2/${repository.name}/${path}`, "Docker-Content-Digest": digest }).end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
