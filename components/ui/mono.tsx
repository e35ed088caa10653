import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

type Props = {
  children: ReactNode;
  /** What is copied, when it is more than what is shown; needed unless the child is a string. */
  value?: string;
  copy?: boolean;
  /** Cut with an ellipsis where the room ends. */
  truncate?: boolean;
  className?: string;
};

/** A name that exists elsewhere (namespace, ARN, key, digest, run id): monospaced, with a button that copies it. */
export function Mono({ children, value, copy = true, truncate = false, className }: Props) {
  const text = value ?? (typeof children === "string" ? children : undefined);
  return (
    <span className={cn("group/mono inline-flex min-w-0 max-w-full items-center align-middle", className)}>
      <code
        className={cn("min-w-0 font-mono text-sm", truncate ? "truncate" : "break-all")}
        title={truncate ? text : undefined}
      >
        {children}
      </code>
      {copy && text && <CopyButton text={text} />}
    </span>
  );
}
