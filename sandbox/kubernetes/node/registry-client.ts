import { createHash } from "node:crypto";
import { formatImageReference, type ImageReference } from "./image-reference.ts";

/** Why a pull failed, in the words of containerd's CRI plugin. */
export class PullError extends Error {}

export type Descriptor = {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { architecture: string; os: string };
};
export type Manifest = { mediaType?: string; config: Descriptor; layers: Descriptor[]; manifests?: Descriptor[] };

const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/**
 * Reads one image of one registry over the OCI distribution API, with the given Authorization header (Basic), exchanged for a token
 * where the registry asks for a Bearer. All content is held against its digest.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export function openImage(o: { url: string; reference: ImageReference; authorization?: string }) {
  const { reference } = o;
  const name = formatImageReference(reference);
  let authorization: string | undefined;

  const get = async (path: string, accept: string): Promise<Response> => {
    const url = `${o.url.replace(/\/$/, "")}/v2/${reference.repository}/${path}`;
    const send = () => fetch(url, { headers: { accept, ...(authorization && { authorization }) } });
    let response = await send().catch((error: Error) => {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw resolveError("Unknown", name, `failed to do request: Head "${url}": ${cause}`);
    });
    if (response.status === 401 && !authorization) {
      await response.body?.cancel();
      authorization = await authorize(response.headers.get("www-authenticate") ?? "", o);
      if (authorization) response = await send();
    }
    if (response.ok) return response;
    await response.body?.cancel();
    if (response.status === 404) throw resolveError("NotFound", name, `${name}: not found`);
    if (response.status === 401) {
      const denied = `pull access denied, repository does not exist or may require authorization: authorization failed`;
      throw resolveError("Unknown", name, `${denied}: no basic auth credentials`);
    }
    const status = `${response.status} ${response.statusText}`.trim();
    throw resolveError("Unknown", name, `unexpected status from HEAD request to ${url}: ${status}`);
  };

  const manifest = async (wanted: string): Promise<{ digest: string; manifest: Manifest }> => {
    const response = await get(`manifests/${wanted}`, manifestTypes);
    const bytes = Buffer.from(await response.arrayBuffer());
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (wanted.startsWith("sha256:") && wanted !== digest) throw mismatch(name, wanted, digest);
    return { digest, manifest: JSON.parse(bytes.toString()) as Manifest };
  };

  return {
    /** The manifest for this machine and the digest the tag stands for (of the index, when it is one). */
    async manifest(): Promise<{ digest: string; manifest: Manifest }> {
      const found = await manifest(reference.digest ?? reference.tag ?? "latest");
      if (!found.manifest.manifests) return found;
      const architecture = process.arch === "x64" ? "amd64" : process.arch;
      const own = found.manifest.manifests.find(
        ({ platform }) => platform?.os === "linux" && platform.architecture === architecture,
      );
      if (!own) throw resolveError("NotFound", name, `no match for platform in manifest: not found`);
      return { digest: found.digest, manifest: (await manifest(own.digest)).manifest };
    },
    async blob({ digest }: Descriptor): Promise<Buffer> {
      const response = await get(`blobs/${digest}`, "*/*");
      const bytes = Buffer.from(await response.arrayBuffer());
      const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      if (found !== digest) throw mismatch(name, digest, found);
      return bytes;
    },
  };
}

/** Answers a registry's challenge: Basic with what we hold, Bearer with a token from its realm. */
async function authorize(challenge: string, o: { authorization?: string; reference: ImageReference }) {
  if (/^basic/i.test(challenge)) return o.authorization;
  if (!/^bearer/i.test(challenge)) return undefined;
  const parameters = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  if (!parameters.realm) return undefined;
  const url = new URL(parameters.realm);
  if (parameters.service) url.searchParams.set("service", parameters.service);
  url.searchParams.set("scope", parameters.scope ?? `repository:${o.reference.repository}:pull`);
  const response = await fetch(url, { headers: o.authorization ? { authorization: o.authorization } : {} });
  if (!response.ok) {
    const kind = o.authorization ? "oauth" : "anonymous";
    const status = `${response.status} ${response.statusText}`.trim();
    const why = `failed to fetch ${kind} token: unexpected status from GET request to ${url}: ${status}`;
    throw resolveError("Unknown", formatImageReference(o.reference), `failed to authorize: ${why}`);
  }
  const answer = (await response.json()) as { token?: string; access_token?: string };
  return `Bearer ${answer.token ?? answer.access_token}`;
}

function resolveError(code: string, name: string, why: string): PullError {
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
  return new PullError(`rpc error: code = ${code} desc = ${failed}: ${why}`);
}

function mismatch(name: string, expected: string, found: string): PullError {
  const why = `failed commit on ref: unexpected digest ${found}, expected ${expected}: failed precondition`;
  return new PullError(`rpc error: code = FailedPrecondition desc = failed to pull and unpack image "${name}": ${why}`);
}

/** The error of an image whose registry this node does not know, as a failed name look-up reads. */
export function unknownHost(reference: ImageReference): PullError {
  const path = `v2/${reference.repository}/manifests/${reference.digest ?? reference.tag}`;
  const lookup = `dial tcp: lookup ${reference.host}: no such host`;
  const why = `failed to do request: Head "https://${reference.host}/${path}": ${lookup}`;
  return resolveError("Unknown", formatImageReference(reference), why);
}
