import { decode } from "next-auth/jwt";
import { env } from "#lib/platform/env.ts";

/** A working day: a session ends so long after its sign-in, whatever was done in it. */
export const sessionSeconds = 12 * 3600;

export const usesHttps = () => env().SLIPWAY_URL.startsWith("https://");

/** The `__Host-` prefix keeps a cookie to this very host over HTTPS. https://www.rfc-editor.org/rfc/rfc6265#section-4.1.3 */
export const sessionCookie = () => (usesHttps() ? "__Host-slipway-session" : "slipway-session");

/** The user of a session cookie; null where it is missing, changed or has ended. It names a user and grants nothing. */
export async function userOfSession(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: env().SLIPWAY_SESSION_SECRET });
    return typeof token?.sub === "string" ? token.sub : null;
  } catch {
    return null;
  }
}
