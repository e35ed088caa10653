import { chmod, chown, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { readField } from "./environment.ts";
import type { Contents, ObjectReader } from "./namespace-objects.ts";
import type { DownwardFile, KeyToPath, Pod, ProjectedSource, Volume } from "./pod.ts";

/** A volume on this machine; one that the API's objects fill is only read by containers. */
export type MountedVolume = { hostPath: string; readOnly: boolean };

/** A volume that can't be mounted now: the kubelet's FailedMount, tried again later. */
export class MountError extends Error {}

type VolumeFile = { path: string; content: Buffer | string; mode: number };
type MountOptions = {
  pod: Pod;
  podIP: string;
  reader: ObjectReader;
  /** Where emptyDirs live. */
  diskDir: string;
  /** Where memory emptyDirs, secrets and tokens live: a tmpfs, where there is one. */
  memoryDir: string;
  /** Aborts when the pod is over, and token renewal with it. */
  signal: AbortSignal;
};

/** Makes the pod's volumes; throws MountError, in the kubelet's words, for what is missing. */
export async function mountVolumes(o: MountOptions): Promise<Map<string, MountedVolume>> {
  const mounted = new Map<string, MountedVolume>();
  for (const volume of o.pod.spec.volumes ?? []) {
    try {
      mounted.set(volume.name, await mountVolume(o, volume));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new MountError(`MountVolume.SetUp failed for volume "${volume.name}" : ${why}`);
    }
  }
  return mounted;
}

async function mountVolume(o: MountOptions, volume: Volume): Promise<MountedVolume> {
  const { fsGroup } = o.pod.spec.securityContext ?? {};
  if (volume.emptyDir) {
    const hostPath = join(volume.emptyDir.medium === "Memory" ? o.memoryDir : o.diskDir, volume.name);
    await makeFolder(hostPath, 0o777, fsGroup);
    return { hostPath, readOnly: false };
  }
  const files = await collectFiles(o, volume);
  const hostPath = join(o.memoryDir, volume.name);
  await makeFolder(hostPath, 0o755, fsGroup);
  for (const file of files) await writeVolumeFile(hostPath, file, fsGroup);
  for (const { serviceAccountToken } of volume.projected?.sources ?? []) {
    if (serviceAccountToken) renewToken(o, hostPath, serviceAccountToken, volume.projected?.defaultMode ?? 0o644);
  }
  return { hostPath, readOnly: true };
}

async function collectFiles(o: MountOptions, volume: Volume): Promise<VolumeFile[]> {
  if (volume.secret) {
    const { secretName, items, defaultMode = 0o644, optional } = volume.secret;
    return pickFiles(await o.reader.secret(secretName), `secret "${secretName}"`, { items, optional, defaultMode });
  }
  if (volume.configMap) {
    const { name, items, defaultMode = 0o644, optional } = volume.configMap;
    return pickFiles(await o.reader.configMap(name), `configmap "${name}"`, { items, optional, defaultMode });
  }
  if (volume.downwardAPI) return downwardFiles(o, volume.downwardAPI.items, volume.downwardAPI.defaultMode ?? 0o644);
  if (volume.projected) {
    const { sources = [], defaultMode = 0o644 } = volume.projected;
    return (await Promise.all(sources.map((source) => projectedFiles(o, source, defaultMode)))).flat();
  }
  throw new Error("this node mounts emptyDir, secret, configMap, downwardAPI and projected volumes only");
}

async function projectedFiles(o: MountOptions, source: ProjectedSource, defaultMode: number): Promise<VolumeFile[]> {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  if (serviceAccountToken) {
    const { path, audience, expirationSeconds = 3600 } = serviceAccountToken;
    return [
      { path, content: await o.reader.token(o.pod, audience, expirationSeconds), mode: tokenMode(o.pod, defaultMode) },
    ];
  }
  if (secret)
    return pickFiles(await o.reader.secret(secret.name), `secret "${secret.name}"`, { ...secret, defaultMode });
  if (configMap) {
    return pickFiles(await o.reader.configMap(configMap.name), `configmap "${configMap.name}"`, {
      ...configMap,
      defaultMode,
    });
  }
  return downwardFiles(o, downwardAPI?.items, defaultMode);
}

function pickFiles(
  contents: Contents | undefined,
  what: string,
  o: { items?: KeyToPath[] | undefined; optional?: boolean | undefined; defaultMode: number },
): VolumeFile[] {
  if (!contents) {
    if (o.optional) return [];
    throw new Error(`${what} not found`);
  }
  const items: KeyToPath[] = o.items ?? [...contents.keys()].map((key) => ({ key, path: key }));
  return items.flatMap(({ key, path, mode }) => {
    const content = contents.get(key);
    if (content) return [{ path, content, mode: mode ?? o.defaultMode }];
    if (o.optional) return [];
    throw new Error(`references non-existent ${what.split(" ")[0]} key: ${key}`);
  });
}

function downwardFiles(o: MountOptions, items: DownwardFile[] = [], defaultMode: number): VolumeFile[] {
  return items.map(({ path, fieldRef, mode }) => ({
    path,
    content: fieldRef ? readField(o.pod, fieldRef.fieldPath, o.podIP) : "",
    mode: mode ?? defaultMode,
  }));
}

/** A token is for its user alone when one user runs the whole pod, as the kubelet has it. */
function tokenMode({ spec }: Pod, defaultMode: number): number {
  if (spec.securityContext?.fsGroup !== undefined) return 0o600;
  return spec.securityContext?.runAsUser === undefined ? defaultMode : 0o644;
}

/** Writes a new token when four fifths of the old one's life are over, until the pod ends; a failure is tried again soon. */
function renewToken(
  o: MountOptions,
  folder: string,
  token: { path: string; audience?: string; expirationSeconds?: number },
  defaultMode: number,
): void {
  const renewAfterMs = Math.min((token.expirationSeconds ?? 3600) * 800, 24 * 3_600_000);
  const schedule = (delayMs: number) => {
    if (o.signal.aborted) return;
    const timer = setTimeout(() => {
      projectedFiles(o, { serviceAccountToken: token }, defaultMode)
        .then(([file]) => file && writeVolumeFile(folder, file, o.pod.spec.securityContext?.fsGroup))
        .then(
          () => schedule(renewAfterMs),
          () => schedule(10_000),
        );
    }, delayMs);
    timer.unref();
    o.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  };
  schedule(renewAfterMs);
}

async function makeFolder(path: string, mode: number, group: number | undefined): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, mode | (group === undefined ? 0 : 0o2000));
  await giveToGroup(path, group);
}

/** Written beside its place and moved there, so that a reader sees the old content or the new, never a part. */
async function writeVolumeFile(folder: string, file: VolumeFile, group: number | undefined): Promise<void> {
  const target = join(folder, normalize(`/${file.path}`));
  await mkdir(dirname(target), { recursive: true });
  const partial = join(folder, `.partial-${process.hrtime.bigint()}`);
  await writeFile(partial, file.content, { mode: 0o600 });
  await giveToGroup(partial, group);
  await chmod(partial, group === undefined ? file.mode : file.mode | 0o440);
  await rename(partial, target);
}

async function giveToGroup(path: string, group: number | undefined): Promise<void> {
  if (group !== undefined && process.getuid?.() === 0) await chown(path, 0, group);
}
