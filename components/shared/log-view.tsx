"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { toast } from "#components/ui/toast.ts";
import { downloadText } from "./download-text.ts";
import { LogAnnouncer } from "./log-announcer.tsx";
import { firstError, type LogLine } from "./log-line.ts";
import { LogRow } from "./log-row.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import { linkLine, useLinkedLine } from "./use-linked-line.ts";
import { useLogSearch } from "./use-log-search.ts";

// A million rows of 17 px stay below the tallest element Firefox lays out (17.9 million px).
const rowHeight = 17;

type Props = {
  /** Grows at its end: a new array with the earlier lines first. */
  lines: readonly LogLine[];
  /** More lines may come; without it there is nothing to follow. */
  live?: boolean;
  /** Lines of several containers are mixed. */
  showContainer?: boolean;
  /** Where the whole log is; else what is shown is saved. */
  downloadUrl?: string;
  fileName?: string;
  /** At the left of the toolbar: the choice of container. */
  leading?: ReactNode;
  /** In place of lines: why there is none yet. */
  empty?: ReactNode;
};

/** A log of up to a million lines: follow, find, wrap, first error, a link to each line. Fills its parent's height. */
export function LogView({
  lines,
  live = false,
  showContainer = false,
  downloadUrl,
  fileName = "log.txt",
  leading,
  empty,
}: Props) {
  const t = useTranslations("log");
  const scroller = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const lastTop = useRef(0);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(-1);
  const [wrap, setWrap] = useState(false);
  const linked = useLinkedLine();
  const [follow, setFollow] = useState(live && linked === undefined);
  const matches = useLogSearch(lines, query);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
  });

  const count = lines.length;
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: "end" });
  }, [follow, count, rows]);

  const linkedIsThere = linked !== undefined && linked <= count;
  useEffect(() => {
    if (linked === undefined || !linkedIsThere) return;
    setFollow(false);
    rows.scrollToIndex(linked - 1, { align: "center" });
  }, [linked, linkedIsThere, rows]);

  const show = (index: number) => {
    setFollow(false);
    rows.scrollToIndex(index, { align: "center" });
  };
  const step = (by: 1 | -1) => {
    if (matches.length === 0) return;
    const next = at === -1 && by === -1 ? matches.length - 1 : (at + by + matches.length) % matches.length;
    setAt(next);
    show(matches[next] ?? 0);
  };
  const toFirstError = () => {
    const index = firstError(lines);
    if (index === -1) return toast.message(t("noError"));
    linkLine(index + 1);
    show(index);
  };
  const download = () => {
    if (downloadUrl) window.location.assign(downloadUrl);
    else downloadText(fileName, lines);
  };
  const shortcuts: Record<string, () => void> = {
    "/": () => find.current?.focus(),
    f: () => live && setFollow(!follow),
    w: () => setWrap(!wrap),
    e: toFirstError,
    Home: () => show(0),
    End: () => rows.scrollToIndex(count - 1, { align: "end" }),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const run = shortcuts[event.key];
    if (!run || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    run();
  };
  const onScroll = () => {
    const top = scroller.current?.scrollTop ?? 0;
    // Only a person scrolls up; following and measuring go down.
    if (top < lastTop.current - 4) setFollow(false);
    lastTop.current = top;
  };

  const numberWidth = String(count).length;
  const current = at === -1 ? undefined : matches[at];
  return (
    <section aria-label={t("label")} className="flex min-h-0 flex-1 flex-col">
      <LogToolbar
        leading={leading}
        query={query}
        onQuery={(next) => {
          setQuery(next);
          setAt(-1);
        }}
        match={at + 1}
        matches={matches.length}
        onStep={step}
        wrap={wrap}
        onWrap={() => {
          setWrap(!wrap);
          rows.measure();
        }}
        follow={live ? follow : undefined}
        onFollow={() => setFollow(!follow)}
        onFirstError={toFirstError}
        onDownload={download}
        findRef={find}
      />
      <LogAnnouncer count={count} live={live} />
      <div
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        role="log"
        aria-live="off"
        aria-label={t("lines", { count })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
        tabIndex={0}
        className="min-h-40 flex-1 overflow-auto bg-sunken font-mono text-sm/[17px] -outline-offset-2 [overflow-anchor:none]"
      >
        {count === 0 && <p className="p-4 font-sans text-base text-muted">{empty ?? t("empty")}</p>}
        <div className="relative min-w-full" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (!line) return null;
            const number = index + 1;
            return (
              <LogRow
                key={index}
                ref={wrap ? rows.measureElement : undefined}
                line={line}
                number={number}
                numberWidth={numberWidth}
                showContainer={showContainer}
                query={query}
                state={number === linked ? "linked" : index === current ? "match" : undefined}
                wrap={wrap}
                top={start}
                index={index}
                onLink={linkLine}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}
