"use client";
import { useDeferredValue, useEffect, useState } from "react";
import type { LogLine } from "./log-line.ts";

const none: readonly number[] = [];
/** Lines looked at before the browser gets a turn; some 10 ms of work. */
const slice = 40_000;

type Found = { query: string; scanned: number; lines: readonly LogLine[]; matches: readonly number[] };

const scan = (lines: readonly LogLine[], wanted: string, from: number, to: number) => {
  const matches: number[] = [];
  for (let index = from; index < to; index += 1)
    if (lines[index]?.text.toLowerCase().includes(wanted)) matches.push(index);
  return matches;
};

/**
 * Indexes of the lines that hold `query`, ignoring case. A million lines are searched in slices, so that typing stays smooth;
 * lines appended later are searched alone.
 */
export const useLogSearch = (lines: readonly LogLine[], query: string) => {
  const wanted = useDeferredValue(query.toLowerCase());
  const [found, setFound] = useState<Found>({ query: "", scanned: 0, lines: [], matches: none });
  const grown = found.query === wanted && found.scanned <= lines.length && found.lines[0] === lines[0];
  const from = grown ? found.scanned : 0;
  const to = Math.min(lines.length, from + slice);

  useEffect(() => {
    if (wanted === "" || from === to) return;
    const timer = setTimeout(() => {
      const fresh = scan(lines, wanted, from, to);
      setFound((earlier) => ({
        query: wanted,
        scanned: to,
        lines,
        matches: from === 0 ? fresh : fresh.length === 0 ? earlier.matches : [...earlier.matches, ...fresh],
      }));
    }, 0);
    return () => clearTimeout(timer);
  }, [lines, wanted, from, to]);

  return wanted !== "" && grown ? found.matches : none;
};
