import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const sources = [
  "app",
  "components",
  "lib",
  "db",
  "messages",
  "public",
  "next.config.ts",
  "package-lock.json",
  "tsconfig.json",
  "postcss.config.mjs",
];
const stampFile = ".next/slipway-build";

/** Name, size and time of everything that the portal is built from. */
function stampOf(): string {
  const files = sources.filter(existsSync).flatMap((source) =>
    statSync(source).isDirectory()
      ? readdirSync(source, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
      : [source],
  );
  const lines = files.sort().map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** Builds the portal for production, unless the build that is there was made from just these files. */
export async function buildPortal(): Promise<void> {
  const stamp = stampOf();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const environment = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as NodeJS.ProcessEnv;
  await promisify(execFile)(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`The portal could not be built:\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
  });
  writeFileSync(stampFile, stamp);
}
