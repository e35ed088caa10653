// The first step of `npm run demo`. It runs on any Node from 20 on and uses nothing but Node: there may be no node_modules yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

process.chdir(new URL("..", import.meta.url).pathname);

const installed = "node_modules/.package-lock.json";
const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs;
if (!isCurrent) {
  const startedAt = Date.now();
  process.stdout.write("  Packages: installing …\n");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: "inherit" });
  if (status !== 0) {
    console.error(
      "✗ The packages could not be installed. Check the connection to your npm registry and run npm run demo again.",
    );
    process.exit(status ?? 1);
  }
  console.log(`✓ Packages ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Node 24 comes as a package where the machine's own is older than Slipway needs. */
function node() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  const require = createRequire(import.meta.url);
  try {
    return require.resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    console.error(
      `✗ Slipway needs Node 22.19 or newer; this is ${process.version}. Install a newer Node and run npm run demo again.`,
    );
    process.exit(1);
  }
}

const { status, signal } = spawnSync(
  node(),
  ["--disable-warning=ExperimentalWarning", "demo/main.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
process.exit(signal ? 130 : (status ?? 1));
