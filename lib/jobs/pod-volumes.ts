import type { V1Volume, V1VolumeMount } from "#lib/clusters/kubernetes-objects.ts";
import type { PodOptions } from "./schema.ts";

/** Volumes of a pod and where its main container sees them. */
export type Storage = { volumes: V1Volume[]; mounts: V1VolumeMount[] };

/** What the init container fills. Secrets live in memory: no disk of a node ever holds one. */
export const ownVolumes: V1Volume[] = [
  { name: "slipway-files", emptyDir: {} },
  { name: "slipway-secrets", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
];

/** The volumes a person chose. Their names get a prefix, so that none can take the place of one of Slipway's. */
export function storageOf({ volumes }: Pick<PodOptions, "volumes">): Storage {
  const nameOf = (index: number) => `volume-${index + 1}`;
  return {
    volumes: volumes.map(({ kind, sizeMiB }, index) => ({
      name: nameOf(index),
      emptyDir: { sizeLimit: `${sizeMiB}Mi`, ...(kind === "memory" && { medium: "Memory" }) },
    })),
    mounts: volumes.map(({ mountPath }, index) => ({ name: nameOf(index), mountPath })),
  };
}
