// The first step of `npm run demo`, on whatever Node is there.
import { spawn } from "node:child_process";
import process from "node:process";
import { installPackages, newNode } from "./install.mjs";

process.chdir(new URL("..", import.meta.url).pathname);
installPackages();

// Ctrl-C reaches the demo itself, which stops what it started; this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
const options = ["--disable-warning=ExperimentalWarning", "demo/main.ts", ...process.argv.slice(2)];
// The channel carries nothing: when this process is killed it breaks, and the demo stops what it started.
const demo = spawn(newNode(), options, { stdio: ["inherit", "inherit", "inherit", "ipc"] });
demo.on("exit", (status, signal) => process.exit(signal ? 130 : (status ?? 1)));
