import { type Blob, buildImage, digestOf, type SandboxImage } from "./image.ts";

export type StoredManifest = Blob & { pushedAt: Date };

/** One repository of an image registry, held in memory: blobs and manifests by digest, tags that point at manifests. */
export type Repository = {
  name: string;
  blobs: Map<string, Buffer>;
  manifests: Map<string, StoredManifest>;
  tags: Map<string, string>;
};

export function createRepository(name: string, images: SandboxImage[] = []): Repository {
  const repository: Repository = { name, blobs: new Map(), manifests: new Map(), tags: new Map() };
  for (const image of images) {
    const built = buildImage(image);
    for (const { digest, bytes } of [built.config, ...built.layers]) repository.blobs.set(digest, bytes);
    for (const tag of image.tags) putManifest(repository, tag, built.manifest.mediaType, built.manifest.bytes);
  }
  return repository;
}

/** Finds a manifest by tag or by digest. */
export function findManifest(repository: Repository, reference: string): StoredManifest | undefined {
  return repository.manifests.get(repository.tags.get(reference) ?? reference);
}

/** Stores a manifest and, when the reference is a tag, moves the tag to it. Returns its digest. */
export function putManifest(repository: Repository, reference: string, mediaType: string, bytes: Buffer): string {
  const digest = digestOf(bytes);
  if (!repository.manifests.has(digest)) {
    repository.manifests.set(digest, { mediaType, digest, bytes, pushedAt: new Date() });
  }
  if (!reference.startsWith("sha256:")) repository.tags.set(reference, digest);
  return digest;
}

type Referring = { config?: { digest: string; size: number }; layers?: { digest: string; size: number }[] };

/** Bytes of the image as a registry counts them: its config and its compressed layers. */
export function imageSize(manifest: Blob): number {
  return blobsOf(manifest).reduce((total, { size }) => total + size, 0);
}

/** The blobs that an image manifest refers to; an image index refers to none. Throws if it is no JSON. */
export function blobsOf(manifest: { bytes: Buffer }): { digest: string; size: number }[] {
  const { config, layers } = JSON.parse(manifest.bytes.toString()) as Referring;
  return [...(config ? [config] : []), ...(layers ?? [])];
}
