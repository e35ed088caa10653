import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { fc, test as property } from "@fast-check/vitest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InitFailure } from "./failure.ts";
import { checkFilePaths, checkSecretFiles, pathProblem, prepareTarget } from "./targets.ts";

describe("a file's path", () => {
  test.each([
    ["input/orders.csv", undefined],
    ["a b/ü.csv", undefined],
    ["..hidden/x..y", undefined],
    ["", "is empty"],
    ["/etc/passwd", "is absolute"],
    ["../x", "leads out of its folder"],
    ["a/../../x", "leads out of its folder"],
    ["a//b", "has an empty segment"],
    ["a/./b", "has an empty segment"],
    ["a/", "has an empty segment"],
    ["a\\..\\b", "holds a backslash"],
    ["a\0b", "holds a NUL"],
    [".slipway-partial/0", "uses a reserved name"],
    ["ü".repeat(128), "has a segment longer than 255 bytes"],
    [`${"a/".repeat(600)}b`, "is longer than 1024 bytes"],
  ])("%j: %s", (path, problem) => expect(pathProblem(path)).toBe(problem));

  const segment = fc.constantFrom("..", ".", "", "a", "b.csv", "...", "\\", "c d");
  property.prop([fc.array(segment, { maxLength: 6 }).map((segments) => segments.join("/"))])(
    "that is accepted stays below its folder",
    (path) => {
      if (pathProblem(path)) return;
      expect(resolve("/root/files", path).startsWith(`/root/files${sep}`)).toBe(true);
    },
  );

  test("may not be taken twice, nor be a folder of another", () => {
    expect(() => checkFilePaths(["a/b", "a/c", "d"])).not.toThrow();
    expect(() => checkFilePaths(["a/b", "a/b"])).toThrow("two files have the path a/b");
    expect(() => checkFilePaths(["a/b/c", "a"])).toThrow("a is a file, so a/b/c cannot lie in it");
  });
});

describe("a secret's file", () => {
  test("is one plain name", () => {
    expect(() => checkSecretFiles(["db-password", "kafka.jks", "_x"])).not.toThrow();
    for (const name of ["a/b", "..", ".hidden", "", "a b", "x\n"])
      expect(() => checkSecretFiles([name])).toThrow(InitFailure);
    expect(() => checkSecretFiles(["a", "a"])).toThrow("two secrets have the file a");
  });
});

describe("a folder on the way", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "slipway-targets-"));
    await mkdir(join(root, "files/inside"), { recursive: true });
    await symlink(tmpdir(), join(root, "files/out"));
    await symlink("inside", join(root, "files/in"));
  });
  afterEach(() => rm(root, { recursive: true }));

  test("that is a link out of the files is refused, one that stays inside is followed", async () => {
    const files = join(root, "files");
    await expect(prepareTarget(files, "out/x.csv")).rejects.toThrow("leads out of");
    expect(await prepareTarget(files, "in/deep/x.csv")).toBe(join(files, "inside/deep/x.csv"));
  });
});
