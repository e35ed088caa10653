import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const folders = ["app", "components", "db", "demo", "e2e", "lib", "messages", "runtime", "sandbox", "worker"];

/** Which folders a folder may import from, besides itself. */
const allowed: Record<string, string[]> = {
  app: ["components", "lib", "messages"],
  components: ["lib", "messages"],
  lib: ["db", "messages"],
  db: [],
  worker: ["lib", "db"],
  runtime: [],
  sandbox: [],
  messages: [],
  // The demo and the journeys put everything together.
  demo: folders,
  e2e: folders,
};

/** A library, and the only folder that may speak to it. */
const onlyIn: [RegExp, string][] = [
  [/^@aws-sdk\/|^@smithy\//, "lib/aws"],
  [/^@kubernetes\/client-node/, "lib/clusters"],
  [/^next-auth/, "lib/auth"],
];
/** Folders that are no part of the portal. */
const outside = /^(sandbox|runtime|demo|e2e)\//;

type Import = { file: string; from: string; isType: boolean };

function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(root, file), "utf8");
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s+["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']/g,
  );
  return [...found].map(([, type, from, dynamic, bare]) => ({
    file,
    from: from ?? dynamic ?? bare ?? "",
    isType: type !== undefined,
  }));
}

const files = folders.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file)),
);
const isTest = (file: string) => /\.test\.tsx?$|\/testing\/|\/test-cluster\.ts$/.test(file);
const imports = files.filter((file) => !isTest(file)).flatMap(importsOf);
const folderOf = (target: string) => /^#([a-z]+)\//.exec(target)?.[1];

describe("the import law", () => {
  test("finds the imports that it judges", () => {
    expect(imports.length).toBeGreaterThan(500);
  });

  test("app → components → lib → db; runtime and sandbox stand alone", () => {
    const breaches = imports.filter(({ file, from, isType }) => {
      const own = file.split("/")[0] ?? "";
      const target = folderOf(from);
      if (!target || target === own || allowed[own]?.includes(target)) return false;
      const sharesType = own === "runtime" && isType && /^#lib\/[a-z]+\/schema\.ts$/.test(from);
      const storesType = own === "db" && isType && /^#lib\/([a-z]+\/([a-z]+-)?schema|platform\/say)\.ts$/.test(from);
      return !sharesType && !storesType;
    });
    expect(breaches).toEqual([]);
  });

  test("the worker's image holds every folder that the worker may come to", () => {
    const image = readFileSync(path.join(root, "deploy/worker.Dockerfile"), "utf8");
    const reached = ["worker", ...(allowed.worker ?? []), ...(allowed.lib ?? [])];
    expect(reached.filter((folder) => !image.includes(`COPY ${folder} ./${folder}\n`))).toEqual([]);
  });

  test("no import climbs out of its folder by ../../", () => {
    expect(
      imports.filter(
        ({ file, from }) =>
          from.startsWith("..") && !path.join(path.dirname(file), from).startsWith(`${file.split("/")[0]}/`),
      ),
    ).toEqual([]);
  });

  test("each SDK is spoken to in one folder", () => {
    const breaches = imports.filter(
      ({ file, from }) =>
        !outside.test(file) && onlyIn.some(([library, folder]) => library.test(from) && !file.startsWith(`${folder}/`)),
    );
    expect(breaches).toEqual([]);
  });

  test("React and Next stay out of lib", () => {
    const breaches = imports.filter(
      ({ file, from }) =>
        file.startsWith("lib/") &&
        !/^lib\/(auth)\/|client\.tsx?$|actions\.ts$/.test(file) &&
        /^(react|next)(\/|$)/.test(from),
    );
    expect(breaches).toEqual([]);
  });

  test("process.env is read in one place", () => {
    const readers = files.filter(
      (file) =>
        !isTest(file) && !outside.test(file) && /process\.env\b/.test(readFileSync(path.join(root, file), "utf8")),
    );
    expect(readers).toEqual(["lib/platform/env.ts", "lib/platform/log.ts"]);
  });
});
