import { spawn } from "node:child_process";
import path from "node:path";
import { report } from "./report.ts";
import { repointCompany, seedCompany } from "./seed.ts";
import { startStack } from "./stack.ts";

/** `npm run dev`: the demo's company with the portal in development mode and a worker that restarts when its code changes. */
const stack = await startStack({ folder: path.resolve(".slipway/dev"), report, firstPort: 7200 });
const { connection, sandbox, keys, environment } = stack;
if (stack.isFresh) await report("Company", () => seedCompany(connection.db, sandbox, keys));
else await report("Company: addresses", () => repointCompany(connection.db, sandbox, keys));

const env: NodeJS.ProcessEnv = { ...process.env, ...environment, NODE_ENV: "development" };
const run = (...args: string[]) => spawn(process.execPath, args, { env, stdio: "inherit" });
const children = [
  run("--watch", "--disable-warning=ExperimentalWarning", "worker/main.ts"),
  run("node_modules/next/dist/bin/next", "dev", "-H", "127.0.0.1", "-p", new URL(stack.portalUrl).port),
];
console.log(`\n${stack.portalUrl}  password of every local account: ${keys.password}`);

await new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});
for (const child of children) child.kill("SIGTERM");
await report("Stopping", () => stack.stop());
process.exit(0);
