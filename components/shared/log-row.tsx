"use client";
import { useFormatter, useTranslations } from "next-intl";
import { memo, type Ref } from "react";
import { cn } from "#components/ui/cn.ts";
import { type LogLine, lineTone, shownText, splitMatches } from "./log-line.ts";

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

type Props = {
  line: LogLine;
  number: number;
  /** In characters, so that all rows' texts begin at one edge. */
  numberWidth: number;
  showContainer: boolean;
  query: string;
  state?: "linked" | "match";
  wrap: boolean;
  top: number;
  index: number;
  onLink: (number: number) => void;
  ref?: Ref<HTMLDivElement>;
};

export const LogRow = memo(function LogRow(props: Props) {
  const { line, number, numberWidth, showContainer, query, state, wrap, top, index, onLink, ref } = props;
  const t = useTranslations("log");
  const format = useFormatter();
  const text = shownText(line.text);
  const tone = lineTone(text);
  return (
    <div
      ref={ref}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
      className={cn(
        "absolute top-0 left-0 flex min-h-[17px] min-w-full gap-3 pr-4",
        wrap ? "w-full" : "w-max",
        tone === "bad" && "bg-bad-soft text-bad",
        tone === "warn" && "bg-warn-soft text-warn",
        state && "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      <a
        href={`#L${number}`}
        tabIndex={-1}
        aria-label={t("linkToLine", { line: number })}
        onClick={(event) => {
          event.preventDefault();
          onLink(number);
        }}
        style={{ minWidth: `${numberWidth + 2}ch` }}
        className="shrink-0 select-none text-right text-faint hover:text-accent hover:underline"
      >
        {number}
      </a>
      {line.at && <span className="shrink-0 text-muted">{format.dateTime(new Date(line.at), clock)}</span>}
      {showContainer && <span className="w-[10ch] shrink-0 truncate text-run">{line.container}</span>}
      <span className={wrap ? "min-w-0 flex-1 whitespace-pre-wrap break-all" : "whitespace-pre"}>
        {splitMatches(text, query).map((part, at) =>
          at % 2 === 1 ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line have no other identity.
            <mark key={at} className="bg-warn text-surface">
              {part}
            </mark>
          ) : (
            part
          ),
        )}
      </span>
    </div>
  );
});
