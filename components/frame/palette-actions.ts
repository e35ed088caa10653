"use client";
import { useEffect, useSyncExternalStore } from "react";

export type PaletteAction = { id: string; label: string; run: () => void };

let actions: readonly PaletteAction[] = [];
const listeners = new Set<() => void>();
const none: readonly PaletteAction[] = [];

const change = (next: readonly PaletteAction[]) => {
  actions = next;
  for (const listener of listeners) listener();
};

/** Offers the page's own actions (stop this run, rerun it) in the palette for as long as the page is shown. */
export const usePaletteActions = (offered: readonly PaletteAction[]) => {
  useEffect(() => {
    change([...actions, ...offered]);
    return () => change(actions.filter((action) => !offered.includes(action)));
  }, [offered]);
};

export const useOfferedActions = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => actions,
    () => none,
  );
