import { cva } from "class-variance-authority";

export const buttonStyle = cva(
  "relative inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors data-disabled:cursor-not-allowed data-disabled:opacity-50 [&_svg]:size-4",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent not-data-disabled:hover:bg-accent-hover",
        secondary: "border-line-strong bg-surface text-ink not-data-disabled:hover:bg-sunken",
        ghost: "border-transparent text-muted not-data-disabled:hover:bg-sunken not-data-disabled:hover:text-ink",
        danger: "border-line-strong bg-surface text-bad not-data-disabled:hover:bg-bad-soft",
        destroy: "border-transparent bg-bad text-on-bad not-data-disabled:hover:bg-bad-hover",
      },
      size: {
        md: "h-7 px-2.5 text-base",
        sm: "h-6 px-2 text-sm",
        icon: "size-7",
        "icon-sm": "size-6 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);
