import { expect, test } from "vitest";
import { runSpans } from "./run-phases.ts";

const at = (second: number) => `2026-11-22T08:00:${String(second).padStart(2, "0")}.000Z`;
const event = (attempt: number, second: number, detail: object) =>
  ({ id: second, runId: "r", attempt, kind: "phase", fingerprint: null, at: at(second), detail }) as never;

test("a run that waits shows the wait alone, without an end", () => {
  expect(runSpans({ events: [event(1, 0, { state: "queued" })], createdAt: at(0), finishedAt: null }, 1)).toEqual([
    { phase: "queued", startedAt: at(0), endedAt: null },
  ]);
});

test("phases stand in the order they happen, and an open one ends where the next begins", () => {
  const events = [
    event(1, 0, { state: "queued" }),
    event(1, 1, { state: "submitting" }),
    event(1, 4, { phase: "running", startedAt: at(4) }),
    event(1, 2, { phase: "image", startedAt: at(2) }),
  ];
  expect(runSpans({ events, createdAt: at(0), finishedAt: at(9) }, 1)).toEqual([
    { phase: "queued", startedAt: at(0), endedAt: at(1) },
    { phase: "image", startedAt: at(2), endedAt: at(4) },
    { phase: "running", startedAt: at(4), endedAt: at(9) },
  ]);
});

test("an attempt tells its own phases and not those of the one before", () => {
  const events = [event(1, 2, { phase: "running", startedAt: at(2) }), event(2, 5, { state: "queued" })];
  expect(runSpans({ events, createdAt: at(0), finishedAt: null }, 2)).toEqual([
    { phase: "queued", startedAt: at(5), endedAt: null },
  ]);
});
