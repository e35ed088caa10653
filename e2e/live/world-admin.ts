import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { images } from "#demo/images.ts";
import { buildImage } from "#sandbox/registry/image.ts";
import type { LiveStack } from "./live-stack.ts";

/** The data centre's registry, S3 and Vault as their own administrators reach them, past Slipway. */
export function worldAdmin({ stack }: LiveStack) {
  const { registry, datacenterS3, vault } = stack.sandbox;
  const { keys } = stack;
  const s3 = new S3Client({
    endpoint: datacenterS3.url,
    region: "eu-central-1",
    credentials: keys.portal["000000000000"],
    forcePathStyle: true,
  });
  const basic = Buffer.from(`${keys.registry.username}:${keys.registry.password}`).toString("base64");
  const fetched = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, init);
    if (!answer.ok) throw new Error(`${init.method} ${url}: ${answer.status} ${await answer.text()}`);
  };
  const toRegistry = (method: string, path: string, body?: Buffer, contentType = "application/octet-stream") =>
    fetched(`${registry.url}/v2/${path}`, {
      method,
      headers: { authorization: `Basic ${basic}`, "content-type": contentType },
      ...(body && { body: new Uint8Array(body) }),
    });

  return {
    /** Pushes an image that differs by what it says in one file, and points the tag at it; gives its digest. */
    async pushImage(repository: string, tag: string, says: string): Promise<string> {
      const seeded = images(new Uint8Array()).find(({ name }) => name === repository)?.images[0];
      if (!seeded) throw new Error(`The demo has no repository ${repository}`);
      const built = buildImage({ ...seeded, files: { "/etc/release": `${says}\n` } });
      for (const { digest, bytes } of [built.config, ...built.layers])
        await toRegistry("POST", `${repository}/blobs/uploads/?digest=${digest}`, bytes);
      await toRegistry("PUT", `${repository}/manifests/${tag}`, built.manifest.bytes, built.manifest.mediaType);
      return built.digest;
    },
    /** Deletes a tag, or by its digest an image. */
    deleteImage: (repository: string, reference: string) =>
      toRegistry("DELETE", `${repository}/manifests/${reference}`),
    async putObject(bucket: string, key: string, body: string): Promise<string> {
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ChecksumAlgorithm: "SHA256" });
      return (await s3.send(put)).VersionId ?? "";
    },
    async deleteObject(bucket: string, key: string, versionId?: string): Promise<void> {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(versionId && { VersionId: versionId }) }));
    },
    toVault: (path: string, body: object) =>
      fetched(`${vault.url}/v1/${path}`, {
        method: "POST",
        headers: { "x-vault-token": keys.vault.root, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    close: () => s3.destroy(),
  };
}
export type WorldAdmin = ReturnType<typeof worldAdmin>;
