import { metricsRegistry } from "./registry.ts";

export const dynamic = "force-dynamic";

/** Counts and durations of this process alone, nothing of people or projects. An ingress should not pass it on. */
export async function GET(): Promise<Response> {
  const registry = metricsRegistry();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
