import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export type Step = {
  name: string;
  /** What Node runs. */
  args: string[];
  env: Record<string, string>;
  /** Where the runner writes its JSON report. */
  report: string;
  kind: "vitest" | "playwright";
};

/** Runs one step with its output as it comes, and gives how many tests passed and failed. A step that ends badly never counts as none. */
export async function runStep({ name, args, env, report, kind }: Step): Promise<{ passed: number; failed: number }> {
  const startedAt = Date.now();
  console.log(`\n— ${name}`);
  const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const isGood = await endOf(child);
  const { passed, failed } = existsSync(report)
    ? countOf[kind](JSON.parse(readFileSync(report, "utf8")))
    : { passed: 0, failed: 0 };
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isGood ? "✓" : "✗"} ${name}: ${passed} passed, ${failed} failed  ${seconds} s`);
  return { passed, failed: isGood ? failed : Math.max(failed, 1) };
}

/** Waits for the end; a signal that would end this process ends the step, which alone knows what it started, and then the whole. */
async function endOf(child: ChildProcess): Promise<boolean> {
  let stoppedBy: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    stoppedBy = signal;
    // A terminal sends its interrupt to the step too, and a second one would cut its clearing up short.
    if (signal === "SIGTERM") child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, onSignal);
  if (stoppedBy) throw new Error(`Stopped by ${stoppedBy}`);
  return code === 0;
}

type VitestReport = { numPassedTests: number; numFailedTests: number };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } };

const countOf = {
  vitest: ({ numPassedTests, numFailedTests }: VitestReport) => ({ passed: numPassedTests, failed: numFailedTests }),
  playwright: ({ stats }: PlaywrightReport) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }),
};
