import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { writeTar } from "./tar.ts";

/** What goes into an image. The base system (sh, node, python3) is the host's, so an image holds only its own files. */
export type SandboxImage = {
  tags: string[];
  entrypoint: string[];
  cmd?: string[];
  env?: Record<string, string>;
  user?: string;
  /** Absolute path in the image → content. A content that starts with `#!` becomes executable. */
  files: Record<string, string | Uint8Array>;
};

export type Blob = { mediaType: string; digest: string; bytes: Buffer };
export type BuiltImage = { digest: string; manifest: Blob; config: Blob; layers: Blob[] };

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

/**
 * Builds an OCI image of one layer: the same input gives the same digest on the same kind of machine.
 * Follows https://github.com/opencontainers/image-spec/blob/main/manifest.md and …/config.md.
 */
export function buildImage(image: SandboxImage): BuiltImage {
  const tar = writeTar(image.files);
  const layer = blob(LAYER_TYPE, gzipSync(tar));
  const config = jsonBlob(CONFIG_TYPE, {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: {
      Entrypoint: image.entrypoint,
      ...(image.cmd && { Cmd: image.cmd }),
      ...(image.user && { User: image.user }),
      Env: Object.entries(image.env ?? {}).map(([name, value]) => `${name}=${value}`),
    },
    rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
  });
  const manifest = jsonBlob(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { digest: manifest.digest, manifest, config, layers: [layer] };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function blob(mediaType: string, bytes: Buffer): Blob {
  return { mediaType, digest: digestOf(bytes), bytes };
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  return blob(mediaType, Buffer.from(JSON.stringify(value)));
}

function descriptor({ mediaType, digest, bytes }: Blob) {
  return { mediaType, digest, size: bytes.length };
}
