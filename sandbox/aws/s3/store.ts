import { createHash, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Blob, type Bucket, type BucketSettings, compareUtf8, lowerBound, type ObjectVersion } from "./bucket.ts";

export type Store = ReturnType<typeof openStore>;

/**
 * Buckets and objects on disk, with the index in memory. A file's name is a hash or a random id, never a key, so any key is safe.
 * A version appears by the rename of its description, after its content is whole: a crash leaves the old object or the new one.
 */
export function openStore(dataDir: string) {
  mkdirSync(dataDir, { recursive: true });
  const buckets = new Map<string, Bucket>();
  let lastOrder = 0;

  const dir = (bucket: string, ...rest: string[]) => join(dataDir, bucket, ...rest);
  const blobPath = (bucket: string, id: string) => dir(bucket, "blobs", id);
  const versionPath = (bucket: string, { key, versionId }: ObjectVersion) =>
    dir(bucket, "versions", createHash("sha256").update(`${versionId}/${key}`).digest("hex"));

  function load(name: string) {
    const settings = JSON.parse(readFileSync(dir(name, "bucket.json"), "utf8")) as BucketSettings;
    const bucket: Bucket = { settings, objects: new Map(), keys: [] };
    const used = new Set<string>();
    for (const file of readdirSync(dir(name, "versions"))) {
      if (file.endsWith(".new")) continue;
      const version = JSON.parse(readFileSync(dir(name, "versions", file), "utf8")) as ObjectVersion;
      bucket.objects.set(version.key, [...(bucket.objects.get(version.key) ?? []), version]);
      for (const { id } of version.blobs) used.add(id);
      lastOrder = Math.max(lastOrder, version.order);
    }
    for (const versions of bucket.objects.values()) versions.sort((a, b) => b.order - a.order);
    bucket.keys = [...bucket.objects.keys()].sort(compareUtf8);
    // What no version refers to is left from a write that did not finish, or from an upload; uploads do not outlive a restart.
    for (const id of readdirSync(dir(name, "blobs"))) if (!used.has(id)) rmSync(blobPath(name, id));
    buckets.set(name, bucket);
  }

  function saveSettings(bucket: Bucket) {
    const path = dir(bucket.settings.name, "bucket.json");
    writeFileSync(`${path}.new`, JSON.stringify(bucket.settings));
    renameSync(`${path}.new`, path);
  }

  function createBucket(settings: BucketSettings): Bucket {
    const bucket: Bucket = { settings, objects: new Map(), keys: [] };
    for (const folder of ["versions", "blobs"]) mkdirSync(dir(settings.name, folder), { recursive: true });
    saveSettings(bucket);
    buckets.set(settings.name, bucket);
    return bucket;
  }

  function dropBlobs(bucket: Bucket, blobs: Blob[]) {
    for (const { id } of blobs) rmSync(blobPath(bucket.settings.name, id), { force: true });
  }

  for (const name of readdirSync(dataDir)) if (existsSync(dir(name, "bucket.json"))) load(name);

  return {
    buckets,
    createBucket,
    saveSettings,
    dropBlobs,

    /** Makes a bucket of the seed unless it is there from before, then only its policy and key are brought up to date. */
    ensureBucket(seed: {
      name: string;
      region: string;
      account: string;
      versioning: boolean;
      policy?: object;
      kmsKey?: string;
    }) {
      const { versioning, policy, kmsKey, ...rest } = seed;
      const bucket =
        buckets.get(seed.name) ??
        createBucket({ ...rest, createdAt: new Date().toISOString(), ...(versioning && { versioning: "Enabled" }) });
      if (policy) bucket.settings.policy = JSON.stringify(policy);
      if (kmsKey) bucket.settings.encryption = { algorithm: "aws:kms", keyId: kmsKey, hasBucketKey: true };
      saveSettings(bucket);
    },

    deleteBucket({ settings }: Bucket) {
      buckets.delete(settings.name);
      rmSync(dir(settings.name), { recursive: true });
    },

    newBlob(bucket: Bucket): { id: string; path: string } {
      const id = randomBytes(16).toString("hex");
      return { id, path: blobPath(bucket.settings.name, id) };
    },

    blobPath: (bucket: Bucket, blob: Blob) => blobPath(bucket.settings.name, blob.id),

    /** The same content under another name, without copying it. */
    linkBlob(from: Bucket, blob: Blob, to: Bucket): Blob {
      const id = randomBytes(16).toString("hex");
      linkSync(blobPath(from.settings.name, blob.id), blobPath(to.settings.name, id));
      return { id, sizeBytes: blob.sizeBytes };
    },

    /** Adds a version as the newest of its key. Without versioning it takes the place of the `null` version. */
    addVersion(bucket: Bucket, draft: Omit<ObjectVersion, "versionId" | "order" | "modifiedAt">): ObjectVersion {
      const now = Date.now();
      lastOrder = Math.max(lastOrder + 1, now * 1000);
      const versionId = bucket.settings.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
      const version: ObjectVersion = { ...draft, versionId, order: lastOrder, modifiedAt: now };
      const replaced =
        versionId === "null" ? bucket.objects.get(version.key)?.find((each) => each.versionId === "null") : undefined;

      const path = versionPath(bucket.settings.name, version);
      writeFileSync(`${path}.new`, JSON.stringify(version));
      renameSync(`${path}.new`, path);
      const others = (bucket.objects.get(version.key) ?? []).filter((each) => each !== replaced);
      if (!bucket.objects.has(version.key)) bucket.keys.splice(lowerBound(bucket.keys, version.key), 0, version.key);
      bucket.objects.set(version.key, [version, ...others]);
      if (replaced) dropBlobs(bucket, replaced.blobs);
      return version;
    },

    /** Removes one version for good. */
    removeVersion(bucket: Bucket, version: ObjectVersion) {
      rmSync(versionPath(bucket.settings.name, version), { force: true });
      const left = (bucket.objects.get(version.key) ?? []).filter((each) => each !== version);
      if (left.length > 0) bucket.objects.set(version.key, left);
      else {
        bucket.objects.delete(version.key);
        bucket.keys.splice(lowerBound(bucket.keys, version.key), 1);
      }
      dropBlobs(bucket, version.blobs);
    },
  };
}
