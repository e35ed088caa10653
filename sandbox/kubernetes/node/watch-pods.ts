import { ApiError, type KubernetesApi } from "./kubernetes-api.ts";
import type { Pod } from "./pod.ts";
import { pause } from "./pod-context.ts";

const watchSeconds = 120;

/**
 * Keeps `onPod` and `onGone` told of every pod bound to the node until the signal aborts: list, then watch from there;
 * an ended watch goes on at the last seen version, 410 lists again, anything else backs off up to 5 s and lists again.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function watchPods(o: {
  api: KubernetesApi;
  nodeName: string;
  signal: AbortSignal;
  onPod: (pod: Pod) => void;
  onGone: (uid: string) => void;
}): Promise<void> {
  const selector = `fieldSelector=${encodeURIComponent(`spec.nodeName=${o.nodeName}`)}`;
  const known = new Set<string>();
  let version: string | undefined;
  let failures = 0;

  const see = (pod: Pod) => {
    known.add(pod.metadata.uid);
    o.onPod(pod);
  };
  const lose = (uid: string) => {
    if (known.delete(uid)) o.onGone(uid);
  };
  const list = async () => {
    const found = await o.api.get<{ metadata: { resourceVersion: string }; items: Pod[] }>(`/api/v1/pods?${selector}`);
    const present = new Set(found.items.map((pod) => pod.metadata.uid));
    for (const uid of [...known]) if (!present.has(uid)) lose(uid);
    for (const pod of found.items) see(pod);
    return found.metadata.resourceVersion;
  };
  const watch = (from: string) =>
    o.api.watch(
      `/api/v1/pods?${selector}&watch=true&allowWatchBookmarks=true&timeoutSeconds=${watchSeconds}&resourceVersion=${from}`,
      {
        signal: o.signal,
        // The server ends a quiet watch by itself; one that lasts longer is half-open.
        idleMs: (watchSeconds + 15) * 1000,
        onEvent: ({ type, object }) => {
          const pod = object as Pod;
          if (type === "ERROR") {
            const status = object as { code?: number; reason?: string; message?: string };
            throw new ApiError(status.code ?? 500, status.reason ?? "", status.message ?? "watch failed");
          }
          version = pod.metadata.resourceVersion;
          if (type === "ADDED" || type === "MODIFIED") see(pod);
          else if (type === "DELETED") lose(pod.metadata.uid);
        },
      },
    );

  while (!o.signal.aborted) {
    try {
      version ??= await list();
      await watch(version);
      failures = 0;
    } catch (error) {
      if (o.signal.aborted) return;
      version = undefined;
      const isExpired = error instanceof ApiError && error.status === 410;
      // One that is too old is listed again at once; a server that says so every time is not hammered.
      if (isExpired && failures++ < 3) continue;
      await pause(Math.min(5000, 200 * 2 ** failures++), o.signal);
    }
  }
}
