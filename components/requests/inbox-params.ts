import type { Route } from "next";
import { parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { RequestBox } from "#lib/access/request-schema.ts";

export const boxes: readonly RequestBox[] = ["decide", "mine", "decided"];

/** Rows on a page, as the server counts them where nothing else is asked. */
export const pageSize = 50;

/** What the URL of the inbox holds: the tab, what is searched in it, the request that is read, and the page of the list. */
export const inboxParams = {
  box: parseAsStringLiteral(boxes).withDefault("decide"),
  search: parseAsString.withDefault(""),
  request: parseAsString,
  page: parseAsInteger.withDefault(1),
};

/** The inbox, with a request open in it. */
export const requestHref = (box: RequestBox, requestId?: string, page = 1) => {
  const params = new URLSearchParams({
    ...(box === "decide" ? {} : { box }),
    ...(requestId ? { request: requestId } : {}),
    ...(page > 1 ? { page: String(page) } : {}),
  });
  return `/requests${params.size > 0 ? `?${params}` : ""}` as Route;
};
