import { createHash } from "node:crypto";
import type { NextRequest } from "next/server";
import { currentContext } from "#lib/auth/current-context.ts";
import { requireSameOrigin } from "#lib/auth/request-origin.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { env } from "#lib/platform/env.ts";
import { invalid, notFound } from "#lib/platform/errors.ts";
import { toFailure } from "#lib/platform/result.ts";
import { failure } from "../../status.ts";
import { queries } from "../queries.ts";

type Context = RouteContext<"/api/read/[name]">;

/** Answers every query of the registry: `GET /api/read/run.get?input=<JSON>`. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return answer(request, context, (text) => text ?? "{}", request.nextUrl.searchParams.get("input"));
}

/** The same for an input that is too long for an address. It changes nothing, but it works: another site's page may not ask for it. */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const body = await request.text();
  return answer(
    request,
    context,
    (text) => {
      requireSameOrigin(request, env().SLIPWAY_URL);
      return text || "{}";
    },
    body,
  );
}

async function answer(
  request: NextRequest,
  { params }: Context,
  accept: (text: string | null) => string,
  given: string | null,
) {
  const ctx = await currentContext();
  const { name } = await params;
  try {
    const query = queries.get(name);
    if (!query) throw notFound("no-question", { name });
    const result = await query.execute(ctx, parse(accept(given)));
    return result.ok ? success(request, ctx, result.data) : failure(result.error);
  } catch (error) {
    return failure(toFailure(error, ctx, name));
  }
}

function parse(text: string): unknown {
  if (text.length > 256_000) throw invalid("input-too-long");
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("input-not-json");
  }
}

/** With a validator, so that asking again for what has not changed costs a few bytes. The browser keeps it, but asks each time. */
function success(request: NextRequest, ctx: RequestContext, data: unknown): Response {
  const body = JSON.stringify(data ?? null);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = {
    etag,
    "cache-control": "private, no-cache",
    vary: "cookie, accept-language",
    "x-request-id": ctx.requestId,
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
