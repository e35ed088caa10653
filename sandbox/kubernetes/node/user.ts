import { readFileSync } from "node:fs";
import { ContainerConfigError } from "./environment.ts";
import { type Container, describePod, type Pod } from "./pod.ts";

export type ContainerUser = { uid: number; gid: number; groups: number[] };

/**
 * Whom the container runs as: its own security context, then the pod's, then the image's user. Throws the kubelet's own words when
 * `runAsNonRoot` is broken (pkg/kubelet/kuberuntime/security_context_others.go).
 */
export function resolveUser(pod: Pod, container: Container, imageUser: string): ContainerUser {
  const own = container.securityContext;
  const shared = pod.spec.securityContext;
  const runAsUser = own?.runAsUser ?? shared?.runAsUser;
  const [userPart = "", groupPart] = imageUser.split(":");
  const where = `(pod: "${describePod(pod)}", container: ${container.name})`;
  if (own?.runAsNonRoot ?? shared?.runAsNonRoot) {
    if (runAsUser === 0) throw new ContainerConfigError(`container's runAsUser breaks non-root policy ${where}`);
    if (runAsUser === undefined && userPart && !/^\d+$/.test(userPart)) {
      const why = `image has non-numeric user (${userPart}), cannot verify user is non-root`;
      throw new ContainerConfigError(`container has runAsNonRoot and ${why} ${where}`);
    }
    if (runAsUser === undefined && Number(userPart || 0) === 0) {
      throw new ContainerConfigError(`container has runAsNonRoot and image will run as root ${where}`);
    }
  }
  const entry = /^\d*$/.test(userPart) ? undefined : passwdEntry(userPart);
  const uid = runAsUser ?? entry?.uid ?? Number(userPart || 0);
  const gid =
    own?.runAsGroup ?? shared?.runAsGroup ?? (runAsUser === undefined ? Number(groupPart ?? entry?.gid ?? 0) : 0);
  return { uid, gid: Number.isNaN(gid) ? 0 : gid, groups: shared?.fsGroup === undefined ? [] : [shared.fsGroup] };
}

function passwdEntry(name: string): { uid: number; gid: number } | undefined {
  try {
    const line = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .find((row) => row.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(":") ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}
