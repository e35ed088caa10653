import { randomBytes } from "node:crypto";
import { resourceOf } from "./kinds.ts";
import { type KubeObject, timestamp } from "./object.ts";
import { createObject } from "./objects.ts";
import { ApiError } from "./status.ts";
import type { Store } from "./storage.ts";

type Happening = { type: "Normal" | "Warning"; reason: string; message: string; component: string };

/** Records an event about an object; the same one again only raises its count. */
export function recordEvent(store: Store, about: KubeObject, { type, reason, message, component }: Happening): void {
  const { name, namespace = "default", uid, resourceVersion } = about.metadata;
  const now = timestamp();
  const again = store
    .list("events", namespace)
    .find(
      (event) =>
        (event.involvedObject as { uid?: string }).uid === uid && event.reason === reason && event.message === message,
    );
  if (again) {
    store.put("events", { ...again, count: Number(again.count) + 1, lastTimestamp: now });
    return;
  }
  try {
    createObject(store, resourceOf("events"), namespace, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace } as KubeObject["metadata"],
      involvedObject: {
        kind: about.kind,
        namespace: about.metadata.namespace,
        name,
        uid,
        apiVersion: about.apiVersion,
        resourceVersion,
      },
      reason,
      message,
      source: { component },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: "",
    });
  } catch (error) {
    // A namespace on its way out takes no events, and nobody is told upstream either.
    if (!(error instanceof ApiError)) throw error;
  }
}
