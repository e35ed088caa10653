import { watchRun } from "#lib/runs/watch-queries.ts";
import { eventStream } from "../../../event-stream.ts";

/** News of one run. */
export async function GET(request: Request, { params }: RouteContext<"/api/runs/[run]/events">): Promise<Response> {
  const { run } = await params;
  return eventStream({ request, permit: (ctx) => watchRun.execute(ctx, { runId: run }) });
}
