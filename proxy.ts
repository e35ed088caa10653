import { type NextRequest, NextResponse } from "next/server";
import { pathHeader } from "#lib/auth/sign-in-path.ts";

/** Tells pages their own address, so that sign-in can lead back to it. It decides nothing: each read and change asks who is there. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|healthz|readyz|metrics|.*\\.\\w+$).*)" };
