// `npm test`: installs what is missing, then everything, from the quickest to the slowest. Stops at the first step that fails.
// Words after `npm test --` choose journeys by their file's name.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { installPackages, newNode } from "../demo/install.mjs";

process.chdir(new URL("..", import.meta.url).pathname);
installPackages();

const results = ".slipway/results";
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const node = newNode();
const env = {
  ...process.env,
  ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }),
  NEXT_TELEMETRY_DISABLED: "1",
  PATH: `${path.dirname(node)}:${path.resolve("node_modules/.bin")}:${process.env.PATH}`,
};

const vitest = (project, ...more) => [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  project,
  "--reporter=dot",
  "--reporter=json",
  `--outputFile.json=${results}/${project}.json`,
  ...more,
];
const steps = {
  "Format and lint": ["node_modules/@biomejs/biome/bin/biome", "check"],
  "Types of routes": ["node_modules/next/dist/bin/next", "typegen"],
  Types: ["node_modules/typescript/bin/tsc", "--noEmit"],
  "Unused code": ["node_modules/knip/bin/knip.js"],
  "Pure tests": vitest("pure"),
  "Database tests": vitest("database"),
  Build: ["--disable-warning=ExperimentalWarning", "demo/build.ts"],
  "Size of the signed-in frame": ["node_modules/size-limit/bin.js"],
  "Integration tests": vitest("integration"),
  "Browser journeys": ["node_modules/@playwright/test/cli.js", "test", ...process.argv.slice(2)],
};

const counted = { passed: 0, failed: 0 };
function count() {
  for (const project of ["pure", "database", "integration"]) {
    const file = `${results}/${project}.json`;
    if (!existsSync(file)) continue;
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8"));
    counted.passed += numPassedTests;
    counted.failed += numFailedTests;
  }
  const journeys = `${results}/journeys.json`;
  if (existsSync(journeys)) {
    const { stats } = JSON.parse(readFileSync(journeys, "utf8"));
    counted.passed += stats.expected;
    counted.failed += stats.unexpected + stats.flaky;
  }
  console.log(`\n${counted.passed} passed, ${counted.failed} failed`);
}

for (const [name, args] of Object.entries(steps)) {
  const startedAt = Date.now();
  console.log(`\n— ${name}`);
  const { status } = spawnSync(node, args, { stdio: "inherit", env });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? "✓" : "✗"} ${name}  ${seconds} s`);
  if (status === 0) continue;
  count();
  process.exit(status ?? 1);
}
count();
