import type { KubernetesApi } from "./kubernetes-api.ts";
import { ApiError } from "./kubernetes-api.ts";
import type { Pod, PodStatus } from "./pod.ts";
import { pause } from "./pod-context.ts";

export type StatusReporter = {
  /** Writes the status soon; only the newest is written when several come at once. */
  report(status: PodStatus): void;
  /** Resolves when all that was reported is written, or the pod is gone, or the signal aborted. */
  flush(): Promise<void>;
};

/** Writes one pod's status, one write at a time, retried until the API server takes it or no longer has this pod. */
export function createStatusReporter(api: KubernetesApi, pod: Pod, signal: AbortSignal): StatusReporter {
  const { namespace, name, uid } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
  let pending: PodStatus | undefined;
  let writing: Promise<void> | undefined;
  let last = "";

  const write = async () => {
    for (let failures = 0; pending && !signal.aborted; ) {
      const status = pending;
      const text = JSON.stringify(status);
      try {
        // The uid keeps the write from a new pod that took the name: it conflicts there.
        if (text !== last) await api.patch(path, { metadata: { uid }, status });
        last = text;
        failures = 0;
      } catch (error) {
        const isGone =
          error instanceof ApiError && (error.status === 404 || error.status === 409 || error.status === 422);
        if (!isGone) {
          await pause(Math.min(5000, 200 * 2 ** failures++), signal);
          continue;
        }
      }
      if (pending === status) pending = undefined;
    }
    writing = undefined;
  };
  return {
    report(status) {
      pending = status;
      writing ??= Promise.resolve().then(write);
    },
    async flush() {
      while (writing) await writing;
    },
  };
}
