import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { buildPeers } from "./build.ts";
import type { Peer } from "./peers.ts";
import { startRealS3 } from "./s3.ts";
import { runStep, type Step } from "./step.ts";

const root = join(import.meta.dirname, "../..");
const results = join(root, ".slipway/real-results");
const titles: Record<Peer["name"], string> = {
  kubernetes: "Kubernetes' own control plane",
  s3: "S3 of versitygw",
};
const world = join(root, ".slipway/e2e-real");
const launchJourney = "e2e/specs/launch.spec.ts";

/** `npm run test:real`: the tests that the stand-ins pass, and launches from end to end, against real systems. */
async function main(): Promise<number> {
  process.chdir(root);
  const entries = buildPeers();
  const has = (name: Peer["name"]) => entries.some(({ peer, state }) => peer.name === name && state === "built");
  console.log(describe(entries));
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  const counted = { passed: 0, failed: 0 };
  const run = async (step: Step) => {
    const { passed, failed } = await runStep(step);
    counted.passed += passed;
    counted.failed += failed;
  };
  if (has("kubernetes")) await run(kubernetesTests);
  if (has("s3")) await runS3Tests(run);
  if (has("kubernetes") || has("s3")) {
    await run(launches);
    if (existsSync(launchJourney)) {
      rmSync(world, { recursive: true, force: true });
      await run(browserJourney);
    }
  }
  console.log(`\n${counted.passed} passed, ${counted.failed} failed`);
  return counted.failed === 0 ? 0 : 1;
}

function describe(entries: ReturnType<typeof buildPeers>): string {
  const named = ({ peer }: (typeof entries)[number]) => `${titles[peer.name]} ${peer.version}`;
  const [built, absent] = [true, false].map((isBuilt) =>
    entries.filter(({ state }) => (state === "built") === isBuilt),
  );
  const having = built?.map(named).join(", ") || "nothing";
  const without = absent?.map((entry) => `${named(entry)} (${entry.reason})`).join(", ");
  return `Against real peers: ${having}${without ? `; without ${without}` : ""}`;
}

const vitest = (name: string, args: string[], env: Record<string, string>): Step => {
  const report = `${results}/${name}.json`;
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  return { name, args: ["node_modules/vitest/vitest.mjs", "run", ...args, ...reporters], env, report, kind: "vitest" };
};

const kubernetesTests = vitest(
  "kubernetes",
  [
    "--project",
    "integration",
    "sandbox/kubernetes/",
    "lib/clusters/session",
    "lib/clusters/service-accounts",
    "lib/clusters/cluster-report",
  ],
  { SLIPWAY_TEST_KUBERNETES: "real" },
);

/** The stand-in's own tests of S3 that ask nothing but S3, on the gateway; those of users and policies ask more than it has. */
async function runS3Tests(run: (step: Step) => Promise<void>): Promise<void> {
  const key = { accessKeyId: "AKIASLIPWAYREALTESTS", secretAccessKey: "real/tests/only/not/a/secret/anywhere" };
  const dataDir = `${results}/versitygw`;
  const gateway = await startRealS3({ dataDir, ...key });
  const files = ["buckets", "objects", "copy-object", "presigned", "multipart", "listing", "versions"];
  try {
    await run(
      vitest("s3", ["--project", "integration", ...files.map((name) => `sandbox/aws/s3/${name}.live`)], {
        SLIPWAY_TEST_S3_ENDPOINT: gateway.url,
        SLIPWAY_TEST_S3_ACCESS_KEY_ID: key.accessKeyId,
        SLIPWAY_TEST_S3_SECRET_ACCESS_KEY: key.secretAccessKey,
      }),
    );
  } finally {
    await gateway.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const launches = vitest("launches", ["--config", "e2e/real-peers/vitest.config.ts"], { SLIPWAY_E2E_PEERS: "real" });

const browserJourney: Step = {
  name: "journey",
  args: ["node_modules/@playwright/test/cli.js", "test", basename(launchJourney), "--reporter=list,json"],
  env: {
    SLIPWAY_E2E_PEERS: "real",
    SLIPWAY_E2E: world,
    PLAYWRIGHT_JSON_OUTPUT_FILE: `${results}/journey.json`,
  },
  report: `${results}/journey.json`,
  kind: "playwright",
};

process.exitCode = await main().catch((error: unknown) => {
  console.error(error);
  return 1;
});
