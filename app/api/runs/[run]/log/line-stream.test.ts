import { expect, test } from "vitest";
import type { LogLine } from "#lib/runs/log-lines.ts";
import { lineStream } from "./line-stream.ts";

async function* linesOf(count: number, failure?: Error): AsyncGenerator<LogLine> {
  for (let at = 1; at <= count; at += 1) yield { at: "2026-11-22T08:00:00Z", text: `line ${at}` };
  if (failure) throw failure;
}
const options = { from: 0, patienceMs: 1000, end: () => {} };

test("every line comes once and in order, whatever batches they are sent in", async () => {
  const text = await new Response(await lineStream(linesOf(10_000), options)).text();
  const expected = Array.from({ length: 10_000 }, (_, at) => `2026-11-22T08:00:00Z line ${at + 1}\n`).join("");
  expect(text).toBe(expected);
});

test("one who comes back gets the lines after those already seen", async () => {
  const text = await new Response(await lineStream(linesOf(4), { ...options, from: 3 })).text();
  expect(text).toBe("2026-11-22T08:00:00Z line 4\n");
});

test("a line is not held back until the next one comes", async () => {
  let goOn = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* slow(): AsyncGenerator<LogLine> {
    yield { at: "", text: "first" };
    await waiting;
    yield { at: "", text: "second" };
  }
  const reader = (await lineStream(slow(), options)).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("first\n");
  goOn();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("second\n");
});

test("what cannot be read at all is an error and not an empty log", async () => {
  await expect(lineStream(linesOf(0, new Error("no access")), options)).rejects.toThrow("no access");
});

test("the end is told once, when all was read and when the reader left", async () => {
  let ends = 0;
  const end = () => {
    ends += 1;
  };
  await new Response(await lineStream(linesOf(2), { ...options, end })).text();
  await (await lineStream(linesOf(2), { ...options, end })).cancel();
  expect(ends).toBe(2);
});
