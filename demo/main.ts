import path from "node:path";
import { report } from "./report.ts";
import { requests } from "./requests.ts";
import { samples } from "./samples.ts";
import { people, repointCompany, seedCompany } from "./seed.ts";
import { startStack } from "./stack.ts";

const once = process.argv.includes("--once");
const folder = path.resolve(".slipway/demo");

/** Starts the demo, launches its samples, asks for what is missing, and says what came of each; ends by itself with `--once`. */
async function main(): Promise<number> {
  const startedAt = Date.now();
  const stack = await startStack({ folder, report });
  const stopped = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(130));
    // Whoever started this was killed.
    process.once("disconnect", () => resolve(130));
  });
  try {
    const { connection, sandbox, keys } = stack;
    if (stack.isFresh)
      await report("Company: people, projects, clusters, buckets, secrets", () =>
        seedCompany(connection.db, sandbox, keys),
      );
    else await report("Company: addresses", () => repointCompany(connection.db, sandbox, keys));
    stack.startWorker("worker");
    const failed = await Promise.race([launchAll(stack, once), stopped.then(() => -1)]);
    if (failed < 0) return 130;
    console.log(`\nReady in ${((Date.now() - startedAt) / 1000).toFixed(0)} s: ${stack.portalUrl}`);
    console.log("\nSign in with single sign-on (choose who you are) or with a local account:");
    for (const { login, project, role, platformRole } of people) {
      console.log(`  ${login.padEnd(20)} ${project ? `${role} of ${project}` : platformRole}`);
    }
    console.log(`  password for all of them: ${keys.password}`);
    if (once) return failed === 0 ? 0 : 1;
    console.log("\nCtrl-C stops everything.");
    await stopped;
    return 0;
  } finally {
    await report("Stopping", () => stack.stop());
  }
}

/** Builds and starts the portal while the samples run; gives how many did not end as they should, or could not be asked for. */
async function launchAll(stack: Awaited<ReturnType<typeof startStack>>, alwaysLaunch: boolean): Promise<number> {
  await stack.startPortal();
  if (!stack.isFresh && !alwaysLaunch) return 0;
  return (await samples(stack)) + (await requests(stack));
}

const exitCode = await main().catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
// The channel to whoever started this stays open until one of the two ends.
process.exit(exitCode);
