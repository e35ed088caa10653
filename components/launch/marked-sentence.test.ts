import { expect, test } from "vitest";
import { markParams, sentenceParts } from "./marked-sentence.ts";

test("what was filled in is found again in the finished sentence, whatever it holds", () => {
  const { name, cluster, count } = markParams({ name: "a {b} <c>", cluster: "eks", count: 2 });
  expect(sentenceParts(`${cluster} has ${count} of ${name}.`)).toEqual([
    { text: "eks", param: "cluster" },
    { text: " has 2 of " },
    { text: "a {b} <c>", param: "name" },
    { text: "." },
  ]);
});

test("a sentence without arguments is one part", () => {
  expect(sentenceParts("No files to fetch")).toEqual([{ text: "No files to fetch" }]);
});
