import { decode } from "next-auth/jwt";
import { env } from "#lib/platform/env.ts";

/** A working day: a session ends so long after its sign-in, whatever was done in it. */
export const sessionSeconds = 12 * 3600;

export const usesHttps = () => env().SLIPWAY_URL.startsWith("https://");

/** The `__Host-` prefix keeps a cookie to this very host over HTTPS. https://www.rfc-editor.org/rfc/rfc6265#section-4.1.3 */
export const sessionCookie = () => (usesHttps() ? "__Host-slipway-session" : "slipway-session");

/** Whose session it is, and how many times their sessions had been ended when it began. */
export type Session = { userId: string; sessionsEnded: number };

/** What a session cookie says; null where it is missing, changed or has ended. It names a user and grants nothing. */
export async function sessionOf(cookie: string | undefined): Promise<Session | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: env().SLIPWAY_SESSION_SECRET });
    if (typeof token?.sub !== "string" || typeof token.sessionsEnded !== "number") return null;
    return { userId: token.sub, sessionsEnded: token.sessionsEnded };
  } catch {
    return null;
  }
}
