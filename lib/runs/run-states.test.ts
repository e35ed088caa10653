import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { activeStates, isRetried, mayMove, nextStates } from "./run-states.ts";
import { isTerminal, RunState } from "./schema.ts";

const state = fc.constantFrom(...RunState.options);
const outcome = fc.constantFrom("succeeded" as const, "failed" as const, "cancelled" as const, "lost" as const);
const count = fc.integer({ min: 0, max: 10 });

test.prop([state, state])("what has ended never moves again", (from, to) => {
  if (isTerminal(from)) expect(mayMove(from, to)).toBe(false);
});

test.prop([fc.array(state, { maxLength: 30 })])("no walk along the table ends a run twice", (walk) => {
  let at: RunState = "queued";
  let ends = 0;
  for (const to of walk) {
    if (!mayMove(at, to)) continue;
    if (isTerminal(to)) ends += 1;
    at = to;
  }
  expect(ends).toBeLessThanOrEqual(1);
});

test.prop([state])("a run reaches its cluster only through a claim", (from) => {
  if (mayMove(from, "pending") && from !== "pending") expect(from).toBe("submitting");
  if (mayMove(from, "running") && from !== "running") expect(from).toBe("pending");
});

test("every state can be reached, and from every active one a run can be stopped", () => {
  const reached = new Set<RunState>(["queued"]);
  for (const from of reached) for (const to of nextStates[from]) reached.add(to);
  expect(reached.size).toBe(RunState.options.length);
  for (const from of activeStates) expect(mayMove(from, "cancelled")).toBe(true);
});

test("success and loss are only seen where something was created", () => {
  for (const from of ["queued", "submitting"] as const)
    for (const to of ["succeeded", "lost"] as const) expect(mayMove(from, to)).toBe(false);
});

test.prop([count, count, outcome])("a stopped run is not tried again", (attempt, retries, how) => {
  expect(isRetried({ attempt, retries, stopRequested: true }, { outcome: how })).toBe(false);
});

test.prop([count])("a run that always fails is tried 1 + retries times", (retries) => {
  let attempt = 1;
  const failed = { outcome: "failed" as const, reason: { code: "exit-code" } };
  while (isRetried({ attempt, retries, stopRequested: false }, failed)) attempt += 1;
  expect(attempt).toBe(retries + 1);
});

test.prop([count, fc.constantFrom("pod-security", "conflict", "denied", "refused")])(
  "what a rule refused is not asked again",
  (retries, code) => {
    expect(isRetried({ attempt: 1, retries, stopRequested: false }, { outcome: "failed", reason: { code } })).toBe(
      false,
    );
  },
);

test.prop([count, fc.constantFrom("succeeded" as const, "cancelled" as const, "lost" as const)])(
  "only a failure is tried again",
  (retries, how) => {
    expect(isRetried({ attempt: 1, retries, stopRequested: false }, { outcome: how })).toBe(false);
  },
);
