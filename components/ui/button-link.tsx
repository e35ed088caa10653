import type { VariantProps } from "class-variance-authority";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "./button-style.ts";
import { cn } from "./cn.ts";

type Props<Path extends string> = VariantProps<typeof buttonStyle> & {
  href: Route<Path>;
  className?: string;
  prefetch?: boolean;
  children: ReactNode;
};

/** A link that looks like a button. */
export function ButtonLink<Path extends string>({ variant, size, className, ...rest }: Props<Path>) {
  return <Link {...rest} className={cn(buttonStyle({ variant, size }), className)} />;
}
