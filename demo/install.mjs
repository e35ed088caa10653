// Runs on any Node from 20 on and uses nothing but Node: there may be no node_modules yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

/** Installs the packages where they are missing or older than the lock file; ends the process where that fails. */
export function installPackages() {
  const installed = "node_modules/.package-lock.json";
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs) return;
  const startedAt = Date.now();
  console.log("  Packages: installing …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: "inherit" });
  if (status !== 0) {
    console.error("✗ The packages could not be installed. Check the connection to your npm registry and try again.");
    process.exit(status ?? 1);
  }
  console.log(`✓ Packages  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** A Node that is new enough: this one, or the one that comes as a package. */
export function newNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    console.error(
      `✗ Slipway needs Node 22.19 or newer; this is ${process.version}. Install a newer Node and try again.`,
    );
    process.exit(1);
  }
}
