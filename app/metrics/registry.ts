import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { feedListeners } from "#lib/runs/run-feed.ts";

function makeRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "slipway_event_streams",
    help: "Browsers that watch runs through this process",
    registers: [registry],
    collect() {
      this.set(feedListeners());
    },
  });
  return registry;
}

// Development reloads modules; event loop monitors must not multiply with them.
const shared = globalThis as typeof globalThis & { slipwayMetrics?: Registry };

/** What this process tells Prometheus. */
export function metricsRegistry(): Registry {
  shared.slipwayMetrics ??= makeRegistry();
  return shared.slipwayMetrics;
}
