import { Readable } from "node:stream";
import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { type LogLine, logLines } from "./log-lines.ts";

const read = async (chunks: Uint8Array[]): Promise<LogLine[]> => {
  const lines: LogLine[] = [];
  for await (const line of logLines(Readable.from(chunks))) lines.push(line);
  return lines;
};

const at = "2026-03-01T10:00:00.123456789Z";
const text = fc.string({ unit: "binary", maxLength: 40 }).map((line) => line.replace(/\n|\p{Surrogate}/gu, ""));

test.prop([fc.array(text, { maxLength: 20 }), fc.array(fc.nat(200), { maxLength: 10 })])(
  "lines come out as they were written, however the bytes are cut",
  async (texts, cuts) => {
    const bytes = new TextEncoder().encode(texts.map((line) => `${at} ${line}\n`).join(""));
    const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
    const chunks = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
    expect(await read(chunks)).toEqual(texts.map((line) => ({ at, text: line })));
  },
);

test("a last line without an end, an empty line and a line without a time are kept", async () => {
  const bytes = new TextEncoder().encode(`${at} \nunable to read\n${at} half`);
  expect(await read([bytes])).toEqual([
    { at, text: "" },
    { at: "", text: "unable to read" },
    { at, text: "half" },
  ]);
});
