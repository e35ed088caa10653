"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";

/** Something the palette can jump to. `group` is its kind in the person's language. */
export type PaletteItem = { id: string; group: string; label: string; detail?: string; href: string };

const none: PaletteItem[] = [];

/** What the server knows under these words; an earlier answer stays in view until the next one is there. */
export const usePaletteSearch = (url: string | undefined, query: string) => {
  const words = useDeferredValue(query.trim());
  const { data, isError, isFetching } = useQuery({
    queryKey: ["palette", url, words],
    enabled: url !== undefined && words !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`, { signal });
      if (!answer.ok) throw new Error(`The search answered ${answer.status}`);
      return ((await answer.json()) as { items: PaletteItem[] }).items;
    },
  });
  const status = isError ? "failed" : isFetching ? "searching" : "done";
  return { items: words === "" ? none : (data ?? none), status };
};
