import { describe, expect, test } from "vitest";
import { changesOf } from "./changes.ts";

describe("what a row says was changed", () => {
  test("is nothing where it tells of no before and after", () => {
    expect(changesOf({ slug: "stock", size: 3, none: null })).toEqual({
      changes: [],
      rest: [
        ["slug", "stock"],
        ["size", "3"],
      ],
    });
  });

  test("is told value by value, what was added and taken away too", () => {
    const detail = { login: "a", before: { role: "viewer", at: { x: 1 } }, after: { role: "owner", until: "2027" } };
    expect(changesOf(detail)).toEqual({
      changes: [
        { path: "role", before: "viewer", after: "owner" },
        { path: "at.x", before: "1", after: undefined },
        { path: "until", before: undefined, after: "2027" },
      ],
      rest: [["login", "a"]],
    });
  });

  test("is held against what stands beside it where there is no after", () => {
    expect(changesOf({ role: "owner", userId: "u", before: { role: "viewer" } })).toEqual({
      changes: [{ path: "role", before: "viewer", after: "owner" }],
      rest: [["userId", "u"]],
    });
    expect(changesOf({ group: "g", before: { role: "viewer" } }).changes).toEqual([
      { path: "role", before: "viewer", after: undefined },
    ]);
  });

  test("may be a list, or nothing that was there", () => {
    expect(changesOf({ before: [], after: [{ role: "viewer" }] }).changes).toEqual([
      { path: "0.role", before: undefined, after: "viewer" },
    ]);
    expect(changesOf({ role: "viewer", before: null })).toEqual({ changes: [], rest: [["role", "viewer"]] });
  });

  test("may stand under a name of its own", () => {
    expect(changesOf({ how: "oidc", groups: { before: ["a"], after: ["a", "b"] } })).toEqual({
      changes: [
        { path: "groups.0", before: "a", after: "a" },
        { path: "groups.1", before: undefined, after: "b" },
      ],
      rest: [["how", "oidc"]],
    });
  });
});
