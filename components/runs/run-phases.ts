import type { RunView } from "#lib/runs/client.ts";
import type { PhaseName } from "#lib/runs/schema.ts";

export type Span = { phase: PhaseName; startedAt: string; endedAt: string | null };

const order: PhaseName[] = ["queued", "submitted", "scheduled", "image", "init", "running", "archived"];

type Story = Pick<RunView, "events" | "createdAt" | "finishedAt">;

/**
 * What took how long in one attempt, in order. A phase that was not closed lasts until the next one began, or until the run's end;
 * waiting in the queue is told by the states where no phase tells it.
 */
export function runSpans({ events, createdAt, finishedAt }: Story, attempt: number): Span[] {
  const own = events.filter((event) => event.attempt === attempt);
  const spans: Span[] = [];
  for (const { detail } of own)
    if ("phase" in detail)
      spans.push({ phase: detail.phase, startedAt: detail.startedAt, endedAt: detail.endedAt ?? null });
  if (!spans.some(({ phase }) => phase === "queued")) {
    const queued = own.find(({ detail }) => "state" in detail && detail.state === "queued")?.at;
    const sent = own.find(({ detail }) => "state" in detail && detail.state === "submitting")?.at;
    const startedAt = attempt === 1 ? createdAt : queued;
    if (startedAt) spans.push({ phase: "queued", startedAt, endedAt: sent ?? null });
  }
  spans.sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase));
  return spans.map((span, at) => ({
    ...span,
    endedAt: span.endedAt ?? spans[at + 1]?.startedAt ?? (span.phase === "archived" ? null : finishedAt),
  }));
}
