"use client";
import { debounce, parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import type { ComponentProps } from "react";
import { SearchInput } from "#components/ui/search-input.tsx";

type Props = Omit<ComponentProps<typeof SearchInput>, "value" | "onValueChange">;

const params = { search: parseAsString.withDefault(""), page: parseAsInteger };

/** The search box of a list: what is searched stands in the URL, written once typing pauses, and the list begins anew at its first page. */
export function ListSearch({ className = "max-sm:w-full", ...rest }: Props) {
  const [{ search }, setParams] = useQueryStates(params);
  return (
    <SearchInput
      {...rest}
      className={className}
      value={search}
      onValueChange={(value) =>
        void setParams({ search: value || null, page: null }, { limitUrlUpdates: value ? debounce(200) : undefined })
      }
    />
  );
}
