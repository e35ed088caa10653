import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

type TableProps = ComponentProps<"table"> & {
  /** What the table lists, for a screen reader. */
  label: string;
};

/** A framed table with 32 px rows that scrolls sideways by itself when the page is narrow. */
export function Table({ label, className, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto rounded-md border border-line">
      <table aria-label={label} {...rest} className={cn("w-full border-collapse text-left", className)} />
    </section>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead className="bg-sunken text-muted text-sm">
      <tr className="border-line border-b">{children}</tr>
    </thead>
  );
}

export function TableHeader({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="col" {...rest} className={cn("h-8 whitespace-nowrap px-2.5 font-normal", className)} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr {...rest} className={cn("border-line not-last:border-b hover:bg-bg aria-selected:bg-accent-soft", className)} />
  );
}

/** `numeric` stands at the right, so that digits line up. */
export function TableCell({ numeric = false, className, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td {...rest} className={cn("h-8 px-2.5 py-1 max-md:whitespace-nowrap", numeric && "text-right", className)} />
  );
}
