"use client";
import { useNow as useServerNow } from "next-intl";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for the whole page, however many times and durations it shows. */
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/**
 * The time now in milliseconds, rounded down to `stepMs`, which is how often it renders again. During hydration it is the
 * server's, so that the markup agrees.
 */
export const useClock = (stepMs: number) => {
  const server = useServerNow().getTime();
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / stepMs) * stepMs,
    () => Math.floor(server / stepMs) * stepMs,
  );
};
