"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/cn.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { RequestView } from "#lib/access/request-client.ts";
import type { RequestBox } from "#lib/access/request-schema.ts";
import { requestHref } from "./inbox-params.ts";
import { RequestState } from "./request-state.tsx";
import { useRequestWords } from "./request-words.tsx";

type Props = {
  box: RequestBox;
  page: number;
  rows: readonly RequestView[];
  /** The request that is read. */
  chosen: string | undefined;
  onOpen: (id: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
};

/** The requests of a box, each a link of its own; those that wait can be chosen together. */
export function RequestList({ box, page, rows, chosen, onOpen, selected, onSelect }: Props) {
  const t = useTranslations("requests");
  const { plain } = useRequestWords();
  const open = rows.filter(({ mayDecide }) => mayDecide);
  const chosenNow = open.filter(({ id }) => selected.has(id)).length;
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    on ? next.add(id) : next.delete(id);
    onSelect(next);
  };
  return (
    <>
      {box === "decide" && open.length > 1 && (
        <div className="border-line border-b px-4 py-1.5 text-muted text-sm">
          <Checkbox
            label={t("selectAll")}
            checked={chosenNow === open.length}
            indeterminate={chosenNow > 0 && chosenNow < open.length}
            onCheckedChange={(on) => onSelect(new Set(on ? open.map(({ id }) => id) : []))}
          />
        </div>
      )}
      <ul aria-label={t("list")}>
        {rows.map((row) => (
          <li
            key={row.id}
            className={cn(
              "flex items-start gap-3 border-line border-b px-4 py-2.5 transition-colors",
              row.id === chosen ? "md:bg-accent-soft" : "hover:bg-sunken",
            )}
          >
            {box === "decide" && (
              <span className="mt-0.5">
                <Checkbox
                  aria-label={t("select", { what: plain(row.title) })}
                  checked={selected.has(row.id)}
                  disabled={!row.mayDecide}
                  onCheckedChange={(on) => toggle(row.id, on)}
                />
              </span>
            )}
            <RequestLink row={row} box={box} page={page} isChosen={row.id === chosen} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </>
  );
}

type LinkProps = { row: RequestView; isChosen: boolean } & Pick<Props, "box" | "page" | "onOpen">;

function RequestLink({ row, box, page, isChosen, onOpen }: LinkProps) {
  const t = useTranslations("requests");
  const { plain } = useRequestWords();
  const { id, title, where, requester, state, decider, onBehalfOf, inPlaceOf } = row;
  const places = [box === "mine" ? undefined : requester, where.cluster, where.namespace].filter(Boolean);
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <Link
      href={requestHref(box, id, page)}
      prefetch={false}
      data-request={id}
      aria-current={isChosen ? "true" : undefined}
      onClick={onClick}
      className="min-w-0 flex-1"
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 break-words font-medium">{plain(title)}</span>
        <RelativeTime at={row.decidedAt ?? row.createdAt} className="shrink-0 text-muted text-sm" />
      </span>
      <span className="block break-words text-muted">{places.join(" · ")}</span>
      {(box !== "decide" || state !== "pending") && (
        <span className="mt-0.5 flex flex-wrap items-center gap-x-2 text-sm">
          <RequestState state={state} />
          {decider && (
            <span className="text-muted">
              {decider}
              {onBehalfOf && `, ${t("behalfShort", { login: onBehalfOf })}`}
            </span>
          )}
        </span>
      )}
      {box === "decide" && inPlaceOf && (
        <span className="mt-0.5 block text-accent text-sm">{t("behalfShort", { login: inPlaceOf })}</span>
      )}
    </Link>
  );
}

/** Lines at the height of real requests. */
export function ListWaiting() {
  const t = useTranslations("ui");
  return (
    <div role="status" aria-label={t("loading")}>
      {Array.from({ length: 6 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same.
        <div key={index} className="flex h-15 flex-col justify-center gap-2.5 border-line border-b px-4">
          <Skeleton className="h-3 w-2/3" />
          <Skeleton className="h-3 w-1/2" />
        </div>
      ))}
    </div>
  );
}
