import { watchAccess } from "#lib/access/access-feed.ts";
import { currentCaller } from "#lib/auth/current-context.ts";
import { userContext } from "#lib/auth/user-context.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { database } from "#lib/platform/database.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { type Failure, toFailure } from "#lib/platform/result.ts";
import { says } from "#lib/platform/say.ts";
import { onShutdown } from "#lib/platform/shutdown.ts";
import { type RunChange, watchRuns } from "#lib/runs/run-feed.ts";
import { type Permit, recheck } from "./recheck.ts";
import { failure } from "./status.ts";

/** The browser connects again by itself, with its cookie: a stream does not outlive a session by much. */
const longestMs = 15 * 60_000;
/** Of one person, over all tabs. */
const perUser = 40;
const open = new Map<string, number>();

type Options = {
  request: Request;
  /** Asked before the first byte and again every 20 s, with the grants of that moment; a refusal ends the stream. */
  permit: Permit<{ projectId: string | null; runId?: string; event?: number }>;
};

const busy = (ctx: RequestContext): Failure =>
  toFailure(new SlipwayError("unavailable", { says: says("too-many-watchers") }), ctx, "events");

/**
 * Server-sent events: `event: run` for a run of the project (`id:` the last run event, `data: {runId, event}`), and `event: access` when
 * what people may do has changed. A client that comes back with Last-Event-ID is told at once whether it missed something.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function eventStream({ request, permit }: Options): Promise<Response> {
  const connection = database();
  const caller = await currentCaller();
  const ctx = await userContext(connection.db, caller);
  const first = await permit(ctx);
  if (!first.ok) return failure(first.error);
  const user = caller.userId ?? "";
  const count = open.get(user) ?? 0;
  if (count >= perUser) return failure(busy(ctx));
  open.set(user, count + 1);

  const { projectId, runId, event } = first.data;
  const encoder = new TextEncoder();
  let send = (_text: string) => {};
  let end = () => {};
  const tell = (change: Pick<RunChange, "runId" | "event">) =>
    send(`id: ${change.event}\nevent: run\ndata: ${JSON.stringify(change)}\n\n`);
  const unwatch = await watchRuns(connection, (news) => {
    if (news === "missed") send("event: missed\ndata: {}\n\n");
    else if (runId ? news.runId === runId : news.projectId === projectId)
      tell({ runId: news.runId, event: news.event });
  }).catch(() => undefined);
  const unwatchAccess = await watchAccess(connection, () => send("event: access\ndata: {}\n\n")).catch(() => undefined);
  if (!unwatch || !unwatchAccess) {
    unwatch?.();
    unwatchAccess?.();
    open.set(user, count);
    return failure(busy(ctx));
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let ended = false;
      const stopAsking = recheck(caller, permit, {
        still: () => send(": still here\n\n"),
        ended: (refused) => {
          // The page learns why from its next read; a stream alone cannot say 403.
          if (refused) send("event: ended\ndata: {}\n\n");
          end();
        },
      });
      const lifetime = setTimeout(() => end(), longestMs);
      const forget = onShutdown(() => end());
      send = (text) => {
        if (ended) return;
        // A browser that does not read is let go: it comes back with its cursor.
        if ((controller.desiredSize ?? 0) < -100) return end();
        controller.enqueue(encoder.encode(text));
      };
      end = () => {
        if (ended) return;
        ended = true;
        stopAsking();
        clearTimeout(lifetime);
        forget();
        unwatch();
        unwatchAccess();
        const left = (open.get(user) ?? 1) - 1;
        if (left > 0) open.set(user, left);
        else open.delete(user);
        try {
          controller.close();
        } catch {
          // Cancelled by the browser, which closed it.
        }
      };
      request.signal.addEventListener("abort", () => end(), { once: true });
      send("retry: 2000\n\n");
      const seen = request.headers.get("last-event-id");
      if (runId && event !== undefined && seen !== null && Number(seen) !== event) tell({ runId, event });
      else if (!runId && seen !== null) send("event: missed\ndata: {}\n\n");
    },
    cancel: () => end(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      // nginx would hold the lines back.
      "x-accel-buffering": "no",
    },
  });
}
