"use client";
import { ArrowDownToLine, ChevronDown, ChevronUp, CircleAlert, Download, WrapText } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { SearchInput } from "#components/ui/search-input.tsx";

type Props = {
  leading?: ReactNode;
  query: string;
  onQuery: (query: string) => void;
  /** Which match is shown, from 1; 0 before the first step. */
  match: number;
  matches: number;
  onStep: (step: 1 | -1) => void;
  wrap: boolean;
  onWrap: () => void;
  follow?: boolean;
  onFollow: () => void;
  onFirstError: () => void;
  onDownload: () => void;
  findRef: Ref<HTMLInputElement>;
};

const pressed = "border-accent-line bg-accent-soft text-accent not-data-disabled:hover:bg-accent-soft";

export function LogToolbar(props: Props) {
  const { leading, query, onQuery, match, matches, onStep, wrap, onWrap, follow, onFollow, findRef } = props;
  const t = useTranslations("log");
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") onQuery("");
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2">
      {leading}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <SearchInput
          ref={findRef}
          label={t("find")}
          value={query}
          onValueChange={onQuery}
          onKeyDown={onKeyDown}
          aria-keyshortcuts="/"
          className="w-56"
        />
        {query !== "" && (
          <>
            <span role="status" className="text-muted text-sm">
              {matches === 0 ? t("noMatch") : t("matches", { at: match, total: matches })}
            </span>
            <Button
              size="icon"
              variant="ghost"
              aria-label={t("previousMatch")}
              disabled={matches === 0}
              onClick={() => onStep(-1)}
            >
              <ChevronUp aria-hidden />
            </Button>
            <Button
              size="icon"
              variant="ghost"
              aria-label={t("nextMatch")}
              disabled={matches === 0}
              onClick={() => onStep(1)}
            >
              <ChevronDown aria-hidden />
            </Button>
          </>
        )}
        <Button onClick={props.onFirstError} aria-keyshortcuts="e">
          <CircleAlert aria-hidden />
          {t("firstError")}
        </Button>
        <Button aria-pressed={wrap} onClick={onWrap} aria-keyshortcuts="w" className={cn(wrap && pressed)}>
          <WrapText aria-hidden />
          {t("wrap")}
        </Button>
        {follow !== undefined && (
          <Button aria-pressed={follow} onClick={onFollow} aria-keyshortcuts="f" className={cn(follow && pressed)}>
            <ArrowDownToLine aria-hidden />
            {follow ? t("following") : t("follow")}
          </Button>
        )}
        <Button onClick={props.onDownload}>
          <Download aria-hidden />
          {t("download")}
        </Button>
      </div>
    </div>
  );
}
