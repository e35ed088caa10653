"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { runKeys } from "#lib/runs/client.ts";

/** Lists are read at most this often, however many runs have news. */
const listEveryMs = 1000;
/** After a stream that the server would not open. */
const againMs = 15_000;

/**
 * Keeps every list, count and run of a project that is shown current: one event stream for the whole page. A page that nobody sees
 * holds no connection (a browser has six to a host over HTTP/1.1) and reads anew when it is seen again.
 */
export function useLiveRuns(project: string): void {
  const client = useQueryClient();
  useEffect(() => {
    let source: EventSource | undefined;
    let listTimer: ReturnType<typeof setTimeout> | undefined;
    let againTimer: ReturnType<typeof setTimeout> | undefined;

    const readLists = () => {
      listTimer ??= setTimeout(() => {
        listTimer = undefined;
        void client.invalidateQueries({ queryKey: runKeys.project(project) });
      }, listEveryMs);
    };
    const readAll = () => {
      readLists();
      void client.invalidateQueries({ queryKey: ["run"] });
    };
    const close = () => {
      source?.close();
      source = undefined;
      clearTimeout(againTimer);
    };
    const open = () => {
      close();
      source = new EventSource(`/api/projects/${encodeURIComponent(project)}/events`);
      // What changed between the page's making and this moment was told to nobody.
      source.addEventListener("open", readAll);
      source.addEventListener("run", (event) => {
        const { runId } = JSON.parse(event.data as string) as { runId: string };
        void client.invalidateQueries({ queryKey: runKeys.one(runId) });
        readLists();
      });
      source.addEventListener("missed", readAll);
      source.addEventListener("ended", () => {
        readAll();
        close();
      });
      source.addEventListener("error", () => {
        // A broken connection is tried again by the browser; one that was refused is not.
        if (source?.readyState === EventSource.CLOSED) againTimer = setTimeout(open, againMs);
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
      clearTimeout(listTimer);
      close();
    };
  }, [client, project]);
}
