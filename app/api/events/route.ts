import { watchOwnAccess } from "#lib/access/watch-queries.ts";
import { eventStream } from "../event-stream.ts";

/** News of access, for pages that belong to no project. */
export async function GET(request: Request): Promise<Response> {
  return eventStream({ request, permit: (ctx) => watchOwnAccess.execute(ctx, {}) });
}
