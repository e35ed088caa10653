type Window = { count: number; endsAt: number };
type Options = { attempts: number; windowMs: number; capacity?: number };

/**
 * Counts attempts by key within a window of time, in this process. When more keys are known than `capacity`, the oldest are forgotten,
 * so that a flood of invented names costs no memory.
 */
export function createAttemptLimit({ attempts, windowMs, capacity = 10_000 }: Options) {
  const windows = new Map<string, Window>();
  return {
    /** Counts one attempt; false when it is one too many. */
    take(key: string, now = Date.now()): boolean {
      const known = windows.get(key);
      const current = known && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs };
      windows.delete(key);
      windows.set(key, { ...current, count: current.count + 1 });
      if (windows.size > capacity) windows.delete(windows.keys().next().value ?? key);
      return current.count < attempts;
    },
    /** Whether the last attempt was the first one too many: the one that is worth telling of. */
    isFirstTooMany: (key: string): boolean => windows.get(key)?.count === attempts + 1,
    clear: (key: string) => windows.delete(key),
  };
}
