/**
 * Does a piece of work for keys: one at a time for a key, `limit` at a time in all. A key that is marked while its work is under way
 * is done once more afterwards; marking it twice before is marking it once.
 */
export function keyedWork(limit: number, work: (key: string) => Promise<void>) {
  const waiting = new Set<string>();
  const busy = new Set<string>();
  const idle: (() => void)[] = [];

  const pump = () => {
    for (const key of waiting) {
      if (busy.size >= limit) return;
      if (busy.has(key)) continue;
      waiting.delete(key);
      busy.add(key);
      work(key)
        .catch(() => {})
        .finally(() => {
          busy.delete(key);
          pump();
        });
    }
    if (busy.size === 0 && waiting.size === 0) for (const tell of idle.splice(0)) tell();
  };

  return {
    mark(key: string): void {
      waiting.add(key);
      pump();
    },
    /** Forgets what waits; what is under way goes on. */
    clear: () => waiting.clear(),
    size: () => waiting.size + busy.size,
    whenIdle: () =>
      new Promise<void>((resolve) => {
        idle.push(resolve);
        pump();
      }),
  };
}
