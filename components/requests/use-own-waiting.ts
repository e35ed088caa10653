"use client";
import { useQuery } from "@tanstack/react-query";
import { requestsOptions } from "#lib/access/request-client.ts";
import { type Asking, findWaiting } from "./asking.ts";

/** Finds the request of one's own that waits for something that is greyed; kept current while the page is open. */
export function useOwnWaiting() {
  const { data } = useQuery(requestsOptions({ box: "mine" }));
  return (asking: Asking) => findWaiting(data?.rows ?? [], asking);
}
