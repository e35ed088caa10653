"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { read } from "#lib/platform/read.ts";
import type { Found } from "#lib/search/schema.ts";

const none: Found[] = [];

/** What the server knows under these words; an earlier answer stays in view until the next one is there. */
export const usePaletteSearch = (isOpen: boolean, query: string) => {
  const words = useDeferredValue(query.trim());
  const { data, isError, isFetching } = useQuery({
    queryKey: ["palette", words],
    enabled: isOpen && words !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => read<Found[]>("search.find", { text: words }, signal),
  });
  const status = isError ? "failed" : isFetching ? "searching" : "done";
  return { items: words === "" ? none : (data ?? none), status };
};
