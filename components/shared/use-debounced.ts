"use client";
import { useEffect, useState } from "react";

/** A value that has been still for this long. */
export function useDebounced<T>(value: T, forMs: number): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return still;
}
