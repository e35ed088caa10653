import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connectDatabase } from "#db/client.ts";
import { type EmbeddedServer, freePort, startEmbeddedPostgres } from "#db/embedded-postgres.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { closeSender } from "#lib/platform/queue.ts";
import { buildRuntime } from "#runtime/build.ts";
import type { AwsAccount } from "#sandbox/aws/accounts.ts";
import { buildPortal } from "./build-portal.ts";
import { type DemoKeys, demoKeys } from "./keys.ts";
import { type Sandbox, type StartControlPlane, type StartDatacenterS3, startSandbox } from "./sandbox.ts";

/** Says one step of the start, with its time. */
export type Report = <T>(step: string, work: () => Promise<T>) => Promise<T>;

export type StackOptions = {
  /** Where all of its data lies. */
  folder: string;
  report: Report;
  startControlPlane?: StartControlPlane;
  startDatacenterS3?: StartDatacenterS3;
  moreAccounts?: AwsAccount[];
  /** One more cluster of each type, for who registers one. */
  withUnregistered?: boolean;
  /** Ports to prefer, from this number on. */
  firstPort?: number;
};

export type Child = { process: ChildProcess; log: string };
export type Stack = {
  portalUrl: string;
  databaseUrl: string;
  connection: Connection;
  sandbox: Sandbox;
  keys: DemoKeys;
  isFresh: boolean;
  /** Environment of the portal and of workers. */
  environment: Record<string, string>;
  startWorker(name: string): Child;
  startPortal(): Promise<void>;
  stop(): Promise<void>;
};

const wanted = [
  "portal",
  "identity",
  "aws",
  "vault",
  "registry",
  "dc-frankfurt",
  "eks-frankfurt",
  "eks-virginia",
] as const;
type Ports = Record<(typeof wanted)[number], number>;

/** Ports of the last start where they are free, others where not; which ones were taken is told. */
async function choosePorts(folder: string, firstPort: number): Promise<{ ports: Ports; taken: string[] }> {
  const file = path.join(folder, "ports.json");
  const last: Partial<Ports> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const ports = {} as Ports;
  const taken: string[] = [];
  for (const [index, name] of wanted.entries()) {
    const preferred = last[name] ?? firstPort + index;
    ports[name] = await freePort(preferred);
    if (ports[name] !== preferred) taken.push(`${preferred} (${name}) is taken: ${ports[name]} instead`);
  }
  writeFileSync(file, JSON.stringify(ports));
  return { ports, taken };
}

/** A process and when it began: another may have its number by now, and some change their name. */
type Started = { pid: number; since: string };
/** Written down as they start: the process that owns the folder, and those that it started. */
type StartedFile = { owner: Started; url: string; children: Started[] };
const startedFile = (folder: string) => path.join(folder, "started.json");

function startedNow(pid: number): Started {
  try {
    return { pid, since: execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() };
  } catch {
    return { pid, since: "" };
  }
}

const isRunning = ({ pid, since }: Started) => since !== "" && startedNow(pid).since === since;

/** Ends what a killed start left; throws where that start has not been killed but goes on. */
async function clearLeftovers(folder: string): Promise<void> {
  if (!existsSync(startedFile(folder))) return;
  const { owner, url, children }: StartedFile = JSON.parse(readFileSync(startedFile(folder), "utf8"));
  if (isRunning(owner)) throw new Error(`It runs already, at ${url} (process ${owner.pid}): stop that one first`);
  const left = children.filter(isRunning);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  // Their ports are free once they are gone.
  for (let tries = 0; left.some(isRunning) && tries < 50; tries += 1) await sleep(100);
  rmSync(startedFile(folder));
}

/** Starts everything Slipway needs on one machine: PostgreSQL, the company's world, the portal and workers. 127.0.0.1 alone. */
export async function startStack({ folder, report, firstPort = 7300, ...peers }: StackOptions): Promise<Stack> {
  mkdirSync(path.join(folder, "logs"), { recursive: true });
  await clearLeftovers(folder);
  const keys = demoKeys(folder);
  const { ports, taken } = await choosePorts(folder, firstPort);
  for (const line of taken) await report(`port ${line}`, async () => {});
  const portalUrl = `http://localhost:${ports.portal}`;
  const children: ChildProcess[] = [];
  const started: StartedFile = { owner: startedNow(process.pid), url: portalUrl, children: [] };
  const writeStarted = () => writeFileSync(startedFile(folder), JSON.stringify(started));
  writeStarted();
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    await Promise.all(children.map(endChild));
    await closeSender();
    for (const each of stops.reverse()) await each().catch(() => {});
    rmSync(startedFile(folder), { force: true });
  };

  try {
    const server = await report("PostgreSQL", () => startEmbeddedPostgres(folder));
    stops.push(() => server.stop());
    const { connection, databaseUrl, isFresh } = await report("Database schema", () => openDatabase(server));
    stops.push(() => connection.end());
    const environment = environmentOf(keys, databaseUrl, portalUrl, ports);
    // The seed runs the portal's own commands in this process, with the portal's own environment.
    Object.assign(process.env, environment);
    const initProgram = await report("Init program", async () => {
      // In this stack's own folder: another that starts at the same moment must not read half of it.
      const { init } = await buildRuntime(path.join(folder, "runtime"));
      return readFileSync(init);
    });
    const { signIns } = await import("./seed.ts");
    const sandbox = await report("Sandbox: 3 clusters, 2 AWS accounts, Vault, registry, sign-in", () =>
      startSandbox({ folder, keys, initProgram, portalUrl, ports, signIns, ...peers }),
    );
    stops.push(() => sandbox.stop());
    environment.OIDC_ISSUER = sandbox.identity.issuer;

    const run = (name: string, command: string, args: string[]): Child => {
      const log = path.join(folder, "logs", `${name}.log`);
      const out = openSync(log, "a");
      const variables = { ...cleanEnvironment(), ...environment } as NodeJS.ProcessEnv;
      const child = spawn(command, args, { env: variables, stdio: ["ignore", out, out] });
      children.push(child);
      // Should this process end by an error that nobody catches, they end with it.
      process.once("exit", () => child.kill("SIGKILL"));
      started.children.push(startedNow(child.pid ?? 0));
      writeStarted();
      return { process: child, log };
    };
    return {
      portalUrl,
      databaseUrl,
      connection,
      sandbox,
      keys,
      isFresh,
      environment,
      startWorker: (name) => run(name, process.execPath, ["worker/main.ts"]),
      startPortal: async () => {
        await report("Portal: build", buildPortal);
        const { process: child, log } = run("portal", process.execPath, [
          "node_modules/next/dist/bin/next",
          "start",
          "-H",
          "127.0.0.1",
          "-p",
          String(ports.portal),
        ]);
        await report("Portal: start", () => answering(`${portalUrl}/readyz`, child, log));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openDatabase(server: EmbeddedServer) {
  await server.createDatabase("slipway");
  const databaseUrl = server.url("slipway");
  await migrateDatabase(databaseUrl);
  const connection = connectDatabase(databaseUrl, { max: 5, name: "slipway-demo" });
  const [row] = await connection.sql`select count(*)::int as users from users`;
  return { connection, databaseUrl, isFresh: row?.users === 0 };
}

const environmentOf = (
  keys: DemoKeys,
  databaseUrl: string,
  portalUrl: string,
  ports: Ports,
): Record<string, string> => ({
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  DATABASE_URL: databaseUrl,
  SLIPWAY_URL: portalUrl,
  SLIPWAY_SESSION_SECRET: keys.sessionSecret,
  SLIPWAY_ENCRYPTION_KEYS: keys.encryptionKeys,
  // The company's whole world is on this machine.
  SLIPWAY_ALLOWED_ADDRESSES: "127.0.0.0/8",
  OIDC_ISSUER: `http://127.0.0.1:${ports.identity}`,
  OIDC_CLIENT_ID: keys.oidc.clientId,
  OIDC_CLIENT_SECRET: keys.oidc.clientSecret,
  OIDC_NAME: "Acme sign-in",
});

/** The machine's own variables without any that would reach AWS or Kubernetes with somebody's real identity. */
const cleanEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|KUBE|VAULT_|npm_)/.test(name)));

async function answering(url: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const ok = await fetch(url)
      .then((response) => response.ok)
      .catch(() => false);
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The portal did not start: see ${log}`);
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 12_000);
  await gone;
  clearTimeout(forced);
}
