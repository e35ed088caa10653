import { denied } from "#lib/platform/errors.ts";

/**
 * Refuses a change that another site's page asked for. A browser says where a request comes from in Origin and Sec-Fetch-Site, and no
 * page can set either. Route handlers that change something call it first; server actions are checked by Next.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function requireSameOrigin(request: Pick<Request, "headers">, portalUrl: string): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site === "same-origin" || (site === null && origin === new URL(portalUrl).origin)) return;
  throw denied("foreign-page");
}
