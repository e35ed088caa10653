import { watchProject } from "#lib/runs/watch-queries.ts";
import { eventStream } from "../../../event-stream.ts";

/** News of all runs of a project, for its lists. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/api/projects/[project]/events">,
): Promise<Response> {
  const { project } = await params;
  return eventStream({ request, permit: (ctx) => watchProject.execute(ctx, { project }) });
}
