"use client";
import { useEffect, useState } from "react";

/** What a value is once it has not changed for a while: who types is asked about when they pause. */
export function useSettled<T>(value: T, forMs = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled;
}
