/**
 * Where a request came from: the last entry of X-Forwarded-For, the one that the nearest proxy (or Next itself) wrote; those before it
 * are the client's to invent.
 */
export const addressOf = (headers: Pick<Headers, "get">): string | null =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) || null;
