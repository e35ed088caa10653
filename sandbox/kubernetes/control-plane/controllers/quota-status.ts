import { usedAmounts } from "../admission/quota.ts";
import { resourceOf } from "../kinds.ts";
import type { ResourceQuota } from "../object.ts";
import { updateObject } from "../objects.ts";
import type { Store } from "../storage.ts";
import { startLoop } from "./loop.ts";

/** Writes `status.hard` and `status.used` of every quota after each change in its namespace. */
export function startQuotaController(store: Store): () => void {
  const loop = startLoop((namespace) => {
    for (const quota of store.list<ResourceQuota>("resourcequotas", namespace))
      updateObject<ResourceQuota>(
        store,
        { resource: resourceOf("resourcequotas"), namespace, name: quota.metadata.name, subresource: "status" },
        (current) => ({
          ...current,
          status: { hard: current.spec.hard ?? {}, used: usedAmounts(store, current) },
        }),
      );
  });
  const unsubscribe = store.subscribe(({ object, resource }) => {
    if (object.metadata.namespace && resource !== "events") loop.add(object.metadata.namespace);
  });
  return () => {
    unsubscribe();
    loop.stop();
  };
}
