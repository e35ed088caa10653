import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// `text-muted` is a colour and `text-base` a size: without this list the merger takes ours for one another.
const merge = extendTailwindMerge({
  extend: { theme: { text: ["xs", "sm", "base", "lg", "xl", "2xl"], shadow: ["float"] } },
});

/** Joins class names; of two that set the same property the later wins. */
export const cn = (...classes: ClassValue[]) => merge(clsx(classes));
