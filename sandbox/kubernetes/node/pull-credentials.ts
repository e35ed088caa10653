import { parseImageReference } from "./image-reference.ts";
import type { ObjectReader } from "./namespace-objects.ts";
import type { Pod } from "./pod.ts";

type DockerConfig = { auths?: Record<string, { auth?: string; username?: string; password?: string }> };

/**
 * The Authorization headers that the pod's image pull secrets (or, when it names none, its service account's) hold for the image's
 * registry. Secrets that are missing or of another type are passed over, as the kubelet does.
 */
export async function pullCredentials(reader: ObjectReader, pod: Pod, image: string): Promise<string[]> {
  const host = parseImageReference(image)?.host;
  const named = pod.spec.imagePullSecrets?.length
    ? pod.spec.imagePullSecrets
    : (await reader.serviceAccount(pod.spec.serviceAccountName ?? "default"))?.imagePullSecrets;
  const headers: string[] = [];
  for (const { name } of named ?? []) {
    const content = (await reader.secret(name))?.get(".dockerconfigjson");
    const auths = content ? (JSON.parse(content.toString()) as DockerConfig).auths : undefined;
    for (const [server, entry] of Object.entries(auths ?? {})) {
      if (server.replace(/^https?:\/\//, "").split("/")[0] !== host) continue;
      const basic = entry.auth ?? Buffer.from(`${entry.username}:${entry.password}`).toString("base64");
      headers.push(`Basic ${basic}`);
    }
  }
  return headers;
}
