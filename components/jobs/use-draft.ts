"use client";
import { useEffect, useRef, useState } from "react";

/** Raised when a form's draft no longer means what it did. */
const shape = 1;

const load = <T>(key: string): T | undefined => {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? "null") as { shape: number; value: T } | null;
    return stored?.shape === shape ? stored.value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The state of a form whose draft survives a reload, in this tab. `begin` is what it starts with; `restored` says that a draft took
 * its place. `forget` drops the draft and keeps what is shown; `startOver` goes back to the beginning.
 */
export function useDraft<T>(key: string, begin: T) {
  const [value, setValue] = useState(begin);
  const [restored, setRestored] = useState(false);
  const dirty = useRef(false);

  // After hydration, so that the first markup is the server's.
  useEffect(() => {
    const stored = load<T>(key);
    if (stored === undefined) return;
    setValue(stored);
    setRestored(true);
  }, [key]);

  useEffect(() => {
    if (dirty.current) sessionStorage.setItem(key, JSON.stringify({ shape, value }));
  }, [key, value]);

  const change = (next: (now: T) => T) => {
    dirty.current = true;
    setValue(next);
  };
  const forget = () => {
    dirty.current = false;
    sessionStorage.removeItem(key);
    setRestored(false);
  };
  const startOver = () => {
    forget();
    setValue(begin);
  };
  return { value, change, restored, forget, startOver };
}
