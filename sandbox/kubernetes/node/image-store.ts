import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatImageReference, type ImageReference, parseImageReference } from "./image-reference.ts";
import { openImage, PullError, unknownHost } from "./registry-client.ts";
import { unpackLayer } from "./unpack-layer.ts";

export type Registries = Record<string, { url: string; authorization?: () => Promise<string | undefined> }>;

/** An image on this machine. `rootfs` holds its files at their places in the image, and is shared: never written to. */
export type StoredImage = {
  imageID: string;
  rootfs: string;
  sizeBytes: number;
  config: { entrypoint: string[]; cmd: string[]; env: Record<string, string>; workingDir: string; user: string };
};

export type ImageStore = {
  /** The image, if it was pulled before under this name. */
  find(image: string): Promise<StoredImage | undefined>;
  /** Pulls by tag or digest with the first credentials that the registry takes; throws PullError in containerd's words. */
  pull(image: string, credentials: string[]): Promise<StoredImage>;
};

/** Keeps pulled images in `dataDir`, a folder for each digest and an entry for each name they were pulled by. */
export function createImageStore(o: { dataDir: string; registries: Registries }): ImageStore {
  const nameFile = (image: string) => join(o.dataDir, "names", createHash("sha256").update(image).digest("hex"));
  const pulls = new Map<string, Promise<StoredImage>>();

  const pull = async (image: string, credentials: string[]): Promise<StoredImage> => {
    const reference = parseImageReference(image);
    if (!reference)
      throw new PullError(`rpc error: code = InvalidArgument desc = failed to parse image name "${image}"`);
    const registry = o.registries[reference.host];
    if (!registry) throw unknownHost(reference);
    const own = await registry.authorization?.();
    const attempts = [...credentials, ...(own ? [own] : []), undefined];
    let failure: unknown;
    for (const authorization of attempts) {
      try {
        const stored = await fetchImage(o.dataDir, registry.url, reference, authorization);
        await mkdir(join(o.dataDir, "names"), { recursive: true });
        await writeFile(nameFile(image), JSON.stringify(stored));
        return stored;
      } catch (error) {
        // The first refusal says most: it is about credentials that were meant for this registry.
        failure ??= error;
      }
    }
    throw failure;
  };

  return {
    async find(image) {
      const stored = await readFile(nameFile(image), "utf8").catch(() => undefined);
      return stored === undefined ? undefined : (JSON.parse(stored) as StoredImage);
    },
    pull(image, credentials) {
      const key = JSON.stringify([image, credentials]);
      const running = pulls.get(key);
      if (running) return running;
      const started = pull(image, credentials).finally(() => pulls.delete(key));
      pulls.set(key, started);
      return started;
    },
  };
}

async function fetchImage(
  dataDir: string,
  url: string,
  reference: ImageReference,
  authorization?: string,
): Promise<StoredImage> {
  const source = openImage({ url, reference, ...(authorization && { authorization }) });
  const { digest, manifest } = await source.manifest();
  const config = JSON.parse((await source.blob(manifest.config)).toString()) as { config?: ImageConfig };
  const rootfs = join(dataDir, "roots", manifest.config.digest.replace(":", "-"));
  await unpackOnce(rootfs, async (folder) => {
    for (const layer of manifest.layers) await unpackLayer(await source.blob(layer), layer.mediaType, folder);
  });
  return {
    imageID: formatImageReference({ host: reference.host, repository: reference.repository, digest }),
    rootfs,
    sizeBytes: manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size),
    config: {
      entrypoint: config.config?.Entrypoint ?? [],
      cmd: config.config?.Cmd ?? [],
      env: Object.fromEntries((config.config?.Env ?? []).map(splitVariable)),
      workingDir: config.config?.WorkingDir || "/",
      user: config.config?.User ?? "",
    },
  };
}

const unpacking = new Map<string, Promise<void>>();

/** Fills `rootfs` unless it is there already. Two names of one image share the work: a folder in use is never replaced. */
function unpackOnce(rootfs: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const unpack = async () => {
    if (existsSync(`${rootfs}.complete`)) return;
    const partial = `${rootfs}.partial`;
    for (const folder of [partial, rootfs]) await rm(folder, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await fill(partial);
    await rename(partial, rootfs);
    await writeFile(`${rootfs}.complete`, "");
  };
  const running = unpacking.get(rootfs) ?? unpack().finally(() => unpacking.delete(rootfs));
  unpacking.set(rootfs, running);
  return running;
}

type ImageConfig = {
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  Env?: string[] | null;
  WorkingDir?: string;
  User?: string;
};

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return at < 0 ? [variable, ""] : [variable.slice(0, at), variable.slice(at + 1)];
}
