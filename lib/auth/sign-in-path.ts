import type { Route } from "next";
import { returnPath } from "./return-path.ts";

/** The address that a page was asked for, which Next does not tell its pages; proxy.ts writes it. */
export const pathHeader = "x-slipway-path";

/** The sign-in page that leads back to where somebody wanted to go. */
export function signInPath(from: string | null): Route {
  const path = returnPath(from);
  return (path === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`) as Route;
}
