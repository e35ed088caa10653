import { writeFileSync, writeSync } from "node:fs";
import { describeDiskError } from "./disk-error.ts";
import { parseDocument } from "./document.ts";
import { exitCodes, InitFailure } from "./failure.ts";
import { prepare } from "./prepare.ts";
import { countOf, formatSeconds, oneLine } from "./wording.ts";

/** The version of the package, set when the program is built. */
declare const SLIPWAY_VERSION: string;

const startedAt = performance.now();
process.umask(0o022);
process.on("SIGTERM", () => end(143, `stopped by SIGTERM after ${took()}`));
process.on("SIGINT", () => end(130, `stopped by SIGINT after ${took()}`));
process.on("uncaughtException", (error) => fail(error));
process.on("unhandledRejection", (error) => fail(error));

try {
  const document = parseDocument(process.env.SLIPWAY_INIT);
  const { deadlineSeconds } = document;
  say(
    `slipway-init ${SLIPWAY_VERSION} · ${countOf(document.files.length, "file")}, ${countOf(document.secrets.length, "secret")}`,
  );
  await prepare(document, { signal: AbortSignal.timeout(deadlineSeconds * 1000), deadlineSeconds, say });
  end(0, `ready in ${took()}`);
} catch (error) {
  fail(error);
}

function took(): string {
  return formatSeconds(performance.now() - startedAt);
}

function say(line: string): void {
  write(`${oneLine(line)}\n`);
}

/** An unexpected error tells its kind and code alone: its message may quote what was read. */
function fail(error: unknown): never {
  if (error instanceof InitFailure) return end(error.exitCode, error.message);
  const disk = describeDiskError(error);
  if (disk) return end(exitCodes.configuration, disk);
  const name = error instanceof Error ? error.name : "error";
  const code = error instanceof Error && "code" in error ? ` ${error.code}` : "";
  return end(1, `slipway-init failed unexpectedly: ${name}${code}`);
}

/** Leaves at once with a last line, which Kubernetes also shows as the container's termination message. */
function end(exitCode: number, line: string): never {
  say(line);
  try {
    const named = process.env.SLIPWAY_TERMINATION_LOG;
    writeFileSync(named ?? "/dev/termination-log", oneLine(line).slice(0, 1000), { flag: named ? "w" : "r+" });
  } catch {
    // Not in a pod, or its termination log is not writable: the log line says it all.
  }
  process.exit(exitCode);
}

function write(text: string): void {
  try {
    writeSync(1, text);
  } catch {
    // The reader of the log is gone; the work matters more.
  }
}
