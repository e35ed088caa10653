"use client";
import { debounce, parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { SearchInput } from "#components/ui/search-input.tsx";

const params = { search: parseAsString.withDefault(""), page: parseAsInteger };

/** The search box of a list: what is searched stands in the URL, written once typing pauses, and the list begins anew at its first page. */
export function ListSearch({ label }: { label: string }) {
  const [{ search }, setParams] = useQueryStates(params);
  return (
    <SearchInput
      label={label}
      value={search}
      onValueChange={(value) =>
        void setParams({ search: value || null, page: null }, { limitUrlUpdates: value ? debounce(200) : undefined })
      }
      className="max-sm:w-full"
    />
  );
}
