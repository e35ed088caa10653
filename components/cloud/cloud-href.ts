import type { Route } from "next";

export const accountsHref = "/admin/cloud-accounts" as Route;
export const newAccountHref = "/admin/cloud-accounts/new" as Route;
export const accountHref = (id: string) => `/admin/cloud-accounts/${id}` as Route;
/** What of an account is mapped, or what it holds. */
export const resourcesHref = (account: string, tab: "mapped" | "discover" = "mapped") =>
  `/admin/cloud-resources?${tab === "discover" ? "tab=discover&" : ""}account=${encodeURIComponent(account)}` as Route;
