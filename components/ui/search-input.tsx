"use client";
import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { Input } from "./input.tsx";

type Props = ComponentProps<typeof Input> & { label: string };

/** A search box; `label` is what a screen reader says and, unless a placeholder is given, what is seen. */
export function SearchInput({ label, className, ...rest }: Props) {
  return (
    <div className={cn("relative w-64 max-w-full", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2.5 size-4 text-faint" />
      <Input type="search" aria-label={label} placeholder={label} autoComplete="off" {...rest} className="pl-8" />
    </div>
  );
}
