import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { RequestContext } from "#lib/platform/context.ts";
import { database } from "#lib/platform/database.ts";
import { chooseLocale } from "#lib/platform/locale.ts";
import { addressOf } from "./request-address.ts";
import { sessionCookie, sessionOf } from "./session.ts";
import { type Caller, userContext } from "./user-context.ts";

/** Who sends this request, by its session cookie, and the language that they read. What they may do is not in it: that is asked of the database each time. */
export const currentCaller = cache(async (): Promise<Caller> => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const session = await sessionOf(jar.get(sessionCookie())?.value);
  const locale = chooseLocale(jar.get("locale")?.value, head.get("accept-language"));
  return { userId: null, ...session, address: addressOf(head), locale };
});

/** The context of this request: one for all that a page reads. */
export const currentContext = cache(
  async (): Promise<RequestContext> => userContext(database().db, await currentCaller()),
);
