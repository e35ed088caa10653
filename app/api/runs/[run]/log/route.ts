import type { NextRequest } from "next/server";
import { currentCaller } from "#lib/auth/current-context.ts";
import { userContext } from "#lib/auth/user-context.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { database } from "#lib/platform/database.ts";
import { toFailure } from "#lib/platform/result.ts";
import { onShutdown } from "#lib/platform/shutdown.ts";
import { findRunLog } from "#lib/runs/log-access.ts";
import { readLog } from "#lib/runs/read-log.ts";
import { recheck } from "../../../recheck.ts";
import { failure } from "../../../status.ts";
import { lineStream } from "./line-stream.ts";

/**
 * The log of one container as lines of `<RFC 3339 time> <text>`: from the cluster while its pod lives, from the archive afterwards.
 * `follow=1` stays until the container ends; `from=N` leaves out the first N lines, for one who comes back; `download=1` names a file.
 */
export async function GET(request: NextRequest, { params }: RouteContext<"/api/runs/[run]/log">): Promise<Response> {
  const { run } = await params;
  const query = request.nextUrl.searchParams;
  const asked = {
    runId: run,
    container: query.get("container") ?? "",
    ...(query.has("attempt") ? { attempt: Number(query.get("attempt")) } : {}),
  };
  const { db } = database();
  const caller = await currentCaller();
  const permit = (ctx: RequestContext) => findRunLog.execute(ctx, asked);
  const ctx = await userContext(db, caller);
  const found = await permit(ctx);
  if (!found.ok) return failure(found.error);

  const ending = new AbortController();
  const end = () => ending.abort();
  const stopAsking = recheck(caller, permit, { ended: end });
  const forget = onShutdown(end);
  request.signal.addEventListener("abort", end, { once: true });
  ending.signal.addEventListener("abort", () => {
    stopAsking();
    forget();
  });
  const { runId, attempt, container } = found.data;
  const follow = query.get("follow") === "1";
  try {
    const lines = readLog(db, { runId, attempt, container }, { follow, signal: ending.signal });
    const body = await lineStream(lines, {
      from: Number(query.get("from") ?? 0),
      patienceMs: follow ? 1500 : 60_000,
      end,
    });
    return new Response(body, {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        // Compression would hold lines back, and so would nginx.
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        ...(query.has("download")
          ? { "content-disposition": `attachment; filename="${runId}-${attempt}-${container}.log"` }
          : {}),
      },
    });
  } catch (error) {
    end();
    return failure(toFailure(error, ctx, "run.log"));
  }
}
