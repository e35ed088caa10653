"use client";
import { useSyncExternalStore } from "react";

const changed = "slipway:line";

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener("hashchange", listener);
    window.removeEventListener(changed, listener);
  };
};

/** The line number that the address ends with (`#L123`). */
export const useLinkedLine = (): number | undefined => {
  const hash = useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => "",
  );
  const number = /^#L(\d+)$/.exec(hash)?.[1];
  return number ? Number(number) : undefined;
};

/** Puts a line's number into the address without a step in the history and without the browser's own jump. */
export const linkLine = (number: number) => {
  window.history.replaceState(window.history.state, "", `#L${number}`);
  window.dispatchEvent(new Event(changed));
};
