"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, Inbox as InboxIcon, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { Trouble } from "#components/runs/trouble.tsx";
import { ListSearch } from "#components/shared/list-search.tsx";
import { TablePager } from "#components/shared/table-pager.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import {
  type RequestDetailView,
  type RequestView,
  requestCountOptions,
  requestsOptions,
} from "#lib/access/request-client.ts";
import type { RequestBox } from "#lib/access/request-schema.ts";
import type { ListPage } from "#lib/platform/page.ts";
import { ReadError } from "#lib/platform/read.ts";
import { boxes, inboxParams, pageSize } from "./inbox-params.ts";
import { ListWaiting, RequestList } from "./request-list.tsx";
import { RequestPane } from "./request-pane.tsx";
import { SeveralRequests } from "./several-requests.tsx";
import { useInboxKeys } from "./use-inbox-keys.ts";

type Props = {
  /** What the server read: which box and page of it, and the request that is open. */
  initial: {
    box: RequestBox;
    search: string;
    page: number;
    list: ListPage<RequestView>;
    count: number;
    detail?: RequestDetailView;
  };
};

/** What waits for a decision, beside the request that is read: two panes, or two steps where the page is narrow. */
export function Inbox({ initial }: Props) {
  const t = useTranslations("requests");
  const [{ box, search, request, page }, setParams] = useQueryStates(inboxParams);
  const start = useRef(initial).current;
  const isStart = box === start.box && search === start.search && page === start.page;
  const { data, error, refetch } = useQuery(requestsOptions({ box, search, page }, isStart ? start.list : undefined));
  const { data: count } = useQuery(requestCountOptions(start.count));
  const rows = data?.rows ?? [];

  // The first is read at once where there is room, and stays the one that is read when others come before it.
  const place = `${box} ${page} ${search}`;
  const [first, setFirst] = useState<{ place: string; id: string } | undefined>();
  if (rows[0] && first?.place !== place) setFirst({ place, id: rows[0].id });
  const chosen = request ?? (first?.place === place ? first.id : undefined);

  const [selection, setSelection] = useState<{ place: string; ids: ReadonlySet<string> }>({ place, ids: new Set() });
  const selected = selection.place === place ? selection.ids : new Set<string>();
  // Where the page is narrow, deciding what was chosen is a step of its own.
  const [severalOpen, setSeveralOpen] = useState(false);
  const isSeveral = selected.size > 0;
  const isSecondStep = isSeveral ? severalOpen : request !== null;
  const select = (ids: ReadonlySet<string>) => setSelection({ place, ids });

  const list = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const at = useRef(0);
  const found = rows.findIndex(({ id }) => id === chosen);
  if (found >= 0) at.current = found;

  const open = (id: string) => void setParams({ request: id }, { history: "push" });
  const move = (step: 1 | -1) => () => {
    // What was decided has left the list, and the next one has taken its place.
    const from = found >= 0 ? found + step : step > 0 ? at.current : at.current - 1;
    const next = rows[Math.min(Math.max(from, 0), rows.length - 1)];
    if (!next) return;
    void setParams({ request: next.id });
    list.current?.querySelector<HTMLElement>(`[data-request="${next.id}"]`)?.focus();
  };
  const toggle = (row: RequestView) => {
    const next = new Set(selected);
    if (!next.delete(row.id)) next.add(row.id);
    select(next);
  };
  const current = rows[found];
  const heard = useInboxKeys({
    j: move(1),
    k: move(-1),
    "/": () => find.current?.focus(),
    x: box === "decide" && current?.mayDecide ? () => toggle(current) : undefined,
  });

  // Where the page is narrow the list has just gone: the way back to it is where one is.
  useEffect(() => {
    if (request && back.current?.offsetParent && document.activeElement === document.body) back.current.focus();
  }, [request]);

  const trouble = !data && error instanceof ReadError ? error.failure : undefined;
  return (
    <div className="flex min-h-0 flex-1">
      <div
        ref={list}
        className={cn(
          "flex min-h-0 w-full shrink-0 flex-col overflow-y-auto md:w-96 md:border-line md:border-r",
          isSecondStep && "max-md:hidden",
        )}
      >
        <Tabs
          label={t("boxes")}
          value={box}
          onValueChange={(next) => void setParams({ box: next, request: null, page: null }, { history: "push" })}
          className="sticky top-0 z-10 bg-bg px-4"
          tabs={boxes.map((each) => ({
            value: each,
            label: t(`box.${each}`),
            ...(each === "decide" && count ? { count } : {}),
            content: each === box && (
              <>
                {(search !== "" || data?.total !== 0) && (
                  <div className="border-line border-b px-4 py-2">
                    <ListSearch
                      ref={find}
                      label={t("search")}
                      aria-keyshortcuts={heard ? "/" : undefined}
                      className="w-full"
                    />
                  </div>
                )}
                {trouble && <Trouble error={trouble} onRetry={() => void refetch()} />}
                {!data && !trouble && <ListWaiting />}
                {data?.total === 0 &&
                  (search === "" ? (
                    <EmptyState icon={<InboxIcon />} title={t(`empty.${box}`)} text={t(`empty.${box}Text`)} />
                  ) : (
                    <EmptyState icon={<SearchX />} title={t("noMatch", { search })} text={t("noMatchText")} />
                  ))}
                {rows.length > 0 && (
                  <RequestList
                    box={box}
                    page={page}
                    rows={rows}
                    chosen={chosen}
                    onOpen={open}
                    selected={selected}
                    onSelect={select}
                  />
                )}
                {data && (
                  <div className="px-4 pb-3">
                    <TablePager
                      page={page}
                      pageSize={pageSize}
                      total={data.total}
                      onPage={(next) => void setParams({ page: next, request: null }, { history: "push" })}
                    />
                  </div>
                )}
              </>
            ),
          }))}
        />
        {isSeveral && (
          <div className="sticky bottom-0 mt-auto border-line border-t bg-surface p-3 md:hidden">
            <Button variant="primary" className="w-full" onClick={() => setSeveralOpen(true)}>
              {t("decideSeveral", { count: selected.size })}
            </Button>
          </div>
        )}
      </div>
      <section
        aria-label={t("detail")}
        className={cn("min-w-0 flex-1 overflow-y-auto p-4 sm:p-6", !isSecondStep && "max-md:hidden")}
      >
        <Button
          ref={back}
          variant="ghost"
          className="-ml-2 mb-3 md:hidden"
          onClick={() => (isSeveral ? setSeveralOpen(false) : void setParams({ request: null }))}
        >
          <ChevronLeft aria-hidden />
          {t("back")}
        </Button>
        {isSeveral ? (
          <SeveralRequests
            rows={rows.filter(({ id }) => selected.has(id))}
            onClear={() => {
              select(new Set());
              setSeveralOpen(false);
            }}
          />
        ) : chosen ? (
          <RequestPane
            key={chosen}
            requestId={chosen}
            initial={chosen === start.detail?.id ? start.detail : undefined}
            onDecided={() => void setParams({ request: chosen })}
          />
        ) : (
          data && rows.length > 0 && <p className="text-muted">{t("none")}</p>
        )}
      </section>
    </div>
  );
}
