import { type ClassValue, clsx } from "clsx";
import { createTailwindMerge } from "tailwind-merge";

const any = () => true;
const sides = ["x", "y", "t", "r", "b", "l"] as const;

/**
 * The properties a caller may override with `className`. Only these: the package's own full list is 7 kB of every page. A class
 * of any other property is simply kept.
 */
const merge = createTailwindMerge(() => ({
  cacheSize: 500,
  theme: {},
  classGroups: {
    display: ["block", "inline-block", "inline", "flex", "inline-flex", "grid", "inline-grid", "contents", "hidden"],
    position: ["static", "fixed", "absolute", "relative", "sticky"],
    overflow: [{ overflow: [any] }],
    "overflow-x": [{ "overflow-x": [any] }],
    "overflow-y": [{ "overflow-y": [any] }],
    size: [{ size: [any] }],
    w: [{ w: [any] }],
    "min-w": [{ "min-w": [any] }],
    "max-w": [{ "max-w": [any] }],
    h: [{ h: [any] }],
    "min-h": [{ "min-h": [any] }],
    "max-h": [{ "max-h": [any] }],
    p: [{ p: [any] }],
    px: [{ px: [any] }],
    py: [{ py: [any] }],
    pt: [{ pt: [any] }],
    pr: [{ pr: [any] }],
    pb: [{ pb: [any] }],
    pl: [{ pl: [any] }],
    m: [{ m: [any] }],
    mx: [{ mx: [any] }],
    my: [{ my: [any] }],
    mt: [{ mt: [any] }],
    mr: [{ mr: [any] }],
    mb: [{ mb: [any] }],
    ml: [{ ml: [any] }],
    gap: [{ gap: [any] }],
    "gap-x": [{ "gap-x": [any] }],
    "gap-y": [{ "gap-y": [any] }],
    items: [{ items: [any] }],
    justify: [{ justify: [any] }],
    rounded: [{ rounded: [any] }],
    bg: [{ bg: [any] }],
    shadow: [{ shadow: [any] }],
    opacity: [{ opacity: [any] }],
    "font-size": [{ text: ["xs", "sm", "base", "lg", "xl", "2xl"] }],
    "text-align": [{ text: ["left", "center", "right"] }],
    "text-wrap": [{ text: ["wrap", "nowrap", "balance", "pretty"] }],
    "text-color": [{ text: [any] }],
    "font-family": [{ font: ["sans", "mono"] }],
    "font-weight": [{ font: ["normal", "medium", "semibold", "bold"] }],
    whitespace: [{ whitespace: [any] }],
  },
  conflictingClassGroups: {
    size: ["w", "h"],
    p: sides.map((side) => `p${side}`),
    px: ["pr", "pl"],
    py: ["pt", "pb"],
    m: sides.map((side) => `m${side}`),
    mx: ["mr", "ml"],
    my: ["mt", "mb"],
    gap: ["gap-x", "gap-y"],
    overflow: ["overflow-x", "overflow-y"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: ["before", "after", "placeholder", "file", "marker", "selection", "backdrop"],
}));

/** Joins class names; of two that set the same property the later wins. */
export const cn = (...classes: ClassValue[]) => merge(clsx(classes));
