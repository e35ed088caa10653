import { createHash } from "node:crypto";
import { invalid } from "#lib/platform/errors.ts";
import { type Said, says } from "#lib/platform/say.ts";
import type { RegistryAccess } from "./access.ts";
import { registryStatusError } from "./registry-error.ts";
import { askRegistry, parseJson } from "./registry-request.ts";

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const REPOSITORY = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const REFERENCE = /^([a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}|sha256:[0-9a-f]{64})$/;

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const PAGE_SIZE = 1000;
const MAX_PAGES = 10;

/** Whether the registry answers and takes the credential: the API's root. */
export async function pingRegistry(access: RegistryAccess): Promise<void> {
  const asked = { registry: hostOf(access), what: says("do.sign-in") };
  const { status, body } = await askRegistry(access, { method: "GET", path: "/v2/" }, asked);
  if (status !== 200) throw registryStatusError(asked, status, body);
}

/** By name; at most `limit`, and 10 000. A registry may keep its catalogue to itself: that is `denied` or `not-found`. */
export async function listRepositories(
  access: RegistryAccess,
  limit: number,
): Promise<{ names: string[]; isTruncated: boolean }> {
  const pages = await allPages<{ repositories?: string[] | null }>(access, "/v2/_catalog", says("do.list-registry"));
  const names = pages.flatMap(({ repositories }) => repositories ?? []).sort();
  return { names: names.slice(0, limit), isTruncated: names.length > limit };
}

/** The tags that contain `search`, in the registry's own order, at most `limit`. A repository that is not there is `not-found`. */
export async function listTags(
  access: RegistryAccess,
  repository: string,
  { search = "", limit = 50 }: { search?: string; limit?: number } = {},
): Promise<string[]> {
  const path = `/v2/${repositoryPath(repository)}/tags/list`;
  const pages = await allPages<{ tags?: string[] | null }>(
    access,
    path,
    says("do.list-tags", { repository }),
    repository,
  );
  return pages
    .flatMap(({ tags }) => tags ?? [])
    .filter((tag) => tag.includes(search))
    .slice(0, limit);
}

/** The digest that a tag stands for now, or undefined when the repository or the image is not there. */
export async function findImage(
  access: RegistryAccess,
  repository: string,
  image: { tag: string } | { digest: string },
): Promise<{ digest: string } | undefined> {
  const reference = "tag" in image ? image.tag : image.digest;
  if (!REFERENCE.test(reference)) throw invalid("not-image-reference", { reference });
  const path = `/v2/${repositoryPath(repository)}/manifests/${reference}`;
  const asked = {
    registry: hostOf(access),
    repository,
    what: says("do.look-up-image", { image: `${repository}:${reference}` }),
  };
  const head = await askRegistry(access, { method: "HEAD", path, accept: MANIFESTS }, asked);
  if (head.status === 404) return undefined;
  if (head.status !== 200) throw registryStatusError(asked, head.status, head.body);
  const digest = head.headers["docker-content-digest"];
  if (typeof digest === "string") return { digest };
  // The header is only recommended. The digest of a manifest is that of its bytes.
  const { status, body } = await askRegistry(access, { method: "GET", path, accept: MANIFESTS }, asked);
  if (status !== 200) throw registryStatusError(asked, status, body);
  return { digest: `sha256:${createHash("sha256").update(body).digest("hex")}` };
}

async function allPages<T>(access: RegistryAccess, path: string, what: Said, repository?: string): Promise<T[]> {
  const asked = { registry: hostOf(access), what, ...(repository && { repository }) };
  const pages: T[] = [];
  let next: string | undefined = `${path}?n=${PAGE_SIZE}`;
  while (next !== undefined && pages.length < MAX_PAGES) {
    const { status, body, headers } = await askRegistry(access, { method: "GET", path: next }, asked);
    const page = status === 200 ? parseJson<T>(body) : undefined;
    if (page === undefined) throw registryStatusError(asked, status === 200 ? 502 : status, body);
    pages.push(page);
    next = nextPath(access, next, headers.link);
  }
  return pages;
}

/** RFC 8288: `<…>; rel="next"`, absolute or not. One that leads to another host ends the list. */
function nextPath({ address }: RegistryAccess, from: string, link: string | string[] | undefined): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(`${link ?? ""}`)?.[1];
  if (target === undefined) return undefined;
  const url = URL.parse(target, new URL(from, address));
  return url?.origin === new URL(address).origin ? url.pathname + url.search : undefined;
}

function repositoryPath(repository: string): string {
  if (!REPOSITORY.test(repository)) throw invalid("not-image-repository", { repository });
  return repository;
}

const hostOf = ({ address }: RegistryAccess) => new URL(address).host;
