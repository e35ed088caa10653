type Handler = () => void;

// Development reloads modules; the process has one list and one signal handler all the same.
const shared = globalThis as typeof globalThis & { slipwayShutdown?: Set<Handler> };

/** Calls `handler` when the process is asked to end, so that what would keep it open closes by itself. Returns how to take it back. */
export function onShutdown(handler: Handler): () => void {
  if (!shared.slipwayShutdown) {
    const handlers = new Set<Handler>();
    shared.slipwayShutdown = handlers;
    const close = () => {
      for (const each of [...handlers]) each();
    };
    process.once("SIGTERM", close).once("SIGINT", close);
  }
  const handlers = shared.slipwayShutdown;
  handlers.add(handler);
  return () => void handlers.delete(handler);
}
