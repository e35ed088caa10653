"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { runKeys } from "#lib/runs/client.ts";

/** Lists are read at most this often, however much news there is. */
const listEveryMs = 1000;
/** After a stream that the server would not open. */
const againMs = 15_000;

/** Keys of everything that depends on who may do what. */
const accessKeys: ReadonlySet<unknown> = new Set(["placement", "preflight", "access", "requests", "admin"]);

/**
 * Keeps what is shown current, from one event stream for the whole page: every list, count and run of the project, and whatever depends
 * on access. A page that nobody sees holds no connection (a browser has six to a host over HTTP/1.1) and reads anew when it is seen again.
 */
export function useLive(project: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    let source: EventSource | undefined;
    const timers: Partial<Record<"lists" | "access" | "again", ReturnType<typeof setTimeout>>> = {};

    const soon = (name: "lists" | "access", read: () => unknown) => {
      timers[name] ??= setTimeout(() => {
        delete timers[name];
        void read();
      }, listEveryMs);
    };
    const readLists = () => {
      if (project) soon("lists", () => client.invalidateQueries({ queryKey: runKeys.project(project) }));
    };
    const readAccess = () =>
      soon("access", () => client.invalidateQueries({ predicate: ({ queryKey }) => accessKeys.has(queryKey[0]) }));
    const readAll = () => {
      readLists();
      readAccess();
      void client.invalidateQueries({ queryKey: ["run"] });
    };
    const close = () => {
      source?.close();
      source = undefined;
      clearTimeout(timers.again);
    };
    const open = () => {
      close();
      source = new EventSource(project ? `/api/projects/${encodeURIComponent(project)}/events` : "/api/events");
      // What changed between the page's making and this moment was told to nobody.
      source.addEventListener("open", readAll);
      source.addEventListener("run", (event) => {
        const { runId } = JSON.parse(event.data as string) as { runId: string };
        void client.invalidateQueries({ queryKey: runKeys.one(runId) });
        readLists();
      });
      source.addEventListener("access", readAccess);
      source.addEventListener("missed", readAll);
      source.addEventListener("ended", () => {
        readAll();
        close();
      });
      source.addEventListener("error", () => {
        // A broken connection is tried again by the browser; one that was refused is not.
        if (source?.readyState === EventSource.CLOSED) timers.again = setTimeout(open, againMs);
      });
    };
    const onVisibility = () => {
      if (document.hidden) return close();
      open();
      readAll();
    };
    if (!document.hidden) open();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(timers.lists);
      clearTimeout(timers.access);
      close();
    };
  }, [client, project]);
}
