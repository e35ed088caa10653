"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { TableHeader } from "#components/ui/table.tsx";
import { parseSort } from "./list-params.ts";

type Props = { column: string; sort: string | null; onSort: () => void; className?: string; children: ReactNode };

/** A column's name that sorts by it. */
export function SortHeader({ column, sort, onSort, className, children }: Props) {
  const now = parseSort(sort);
  const direction = now?.column === column ? (now.descending ? "descending" : "ascending") : "none";
  const Icon = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <TableHeader aria-sort={direction} className={className}>
      <button
        type="button"
        onClick={onSort}
        className="group/sort inline-flex items-center gap-1 rounded-sm hover:text-ink"
      >
        {children}
        <Icon
          aria-hidden
          className={direction === "none" ? "size-3.5 opacity-0 group-hover/sort:opacity-60" : "size-3.5 text-ink"}
        />
      </button>
    </TableHeader>
  );
}
