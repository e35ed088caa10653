"use client";
import { useEffect, useRef, useState } from "react";
import { isTyping } from "#components/frame/shortcut-target.ts";

/**
 * Keys of the inbox, by their letter. They are heard while nothing has the focus or something of the page has it: not while somebody
 * types, in a menu or dialog, with a modifier, or from a key that is held down. Answers whether they are heard yet: markup that the
 * server made hears none.
 */
export function useInboxKeys(keys: Record<string, (() => void) | undefined>): boolean {
  const [heard, setHeard] = useState(false);
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = current.current[event.key.toLowerCase()];
      if (!run || event.repeat || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest("[role=dialog], [role=listbox], [role=menu], [role=combobox], dialog")) return;
      if (at !== document.body && !at?.closest("main")) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKey);
    setHeard(true);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return heard;
}
