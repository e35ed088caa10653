/** Where to go after sign-in: a path of this portal, or the start for anything else (another site, a script, sign-in itself). */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/") || /^\/[/\\]|[\\\p{Cc}]/u.test(wanted)) return "/";
  const base = "http://portal.invalid";
  const url = URL.canParse(wanted, base) ? new URL(wanted, base) : undefined;
  if (url?.origin !== base || /^\/(sign-in|api)(\/|$)/.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
