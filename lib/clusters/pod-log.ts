import { Readable } from "node:stream";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { Connection } from "./connection.ts";
import { queryOf } from "./list.ts";
import { resourcePath } from "./resource-path.ts";

export type PodLogOptions = {
  follow?: boolean;
  timestamps?: boolean;
  sinceTime?: Date;
  tailLines?: number;
  limitBytes?: number;
  /** Of the container's instance before its last restart. */
  previous?: boolean;
  /** Until the log begins; 10 s when left out. The log itself may take as long as it takes. */
  timeoutMs?: number;
  signal?: AbortSignal;
};

/**
 * A container's log as bytes, or undefined when there is none: the pod is gone, or its container has not started yet.
 * The stream errors when the connection breaks; a normal end is the end of the log.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 */
export async function podLog(
  api: Connection,
  namespace: string,
  pod: string,
  container: string,
  { sinceTime, signal, timeoutMs, ...options }: PodLogOptions,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const query = queryOf({ container, ...options, sinceTime: sinceTime?.toISOString() });
  const path = `${resourcePath("Pod", namespace, pod)}/log${query}`;
  const what = says("do.read-pod-log", { pod: `${namespace}/${pod}`, container });
  try {
    const response = await api.open({ method: "GET", path, what, timeoutMs, signal });
    // The pod has no node yet.
    if (response.statusCode === 204) {
      response.resume();
      return undefined;
    }
    return Readable.toWeb(response) as ReadableStream<Uint8Array>;
  } catch (error) {
    if (error instanceof SlipwayError && hasNoLog(error)) return undefined;
    throw error;
  }
}

/** The kubelet answers 400 for a container that waits, and for a previous instance that never was. */
const hasNoLog = ({ details, message }: SlipwayError) =>
  details.status === 404 ||
  (details.status === 400 &&
    /waiting to start|is not available|previous terminated container|ContainerCreating/.test(message));
