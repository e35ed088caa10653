import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { startEmbeddedPostgres } from "#db/embedded-postgres.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { tables } from "#db/tables.ts";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import { loadGrants } from "#lib/access/grants.ts";
import { listUsers } from "#lib/auth/list-users.ts";
import { userContext } from "#lib/auth/user-context.ts";
import { listServiceAccounts } from "#lib/clusters/service-account-list.ts";
import type { Result } from "#lib/platform/result.ts";
import { seedAccess, size } from "./seed-access.ts";

const rounds = 200;

/** What is measured: by name, with the limit on its 95th percentile in milliseconds, and a question that differs each round. */
type Question = { name: string; limitMs: number; ask: (round: number) => Promise<unknown> };
type Statement = { query: string; params: unknown[] };

const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres(folder);
try {
  await server.createDatabase("bench");
  await migrateDatabase(server.url("bench"));
  const sql = postgres(server.url("bench"), { max: 4, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  await seedAccess(sql);
  let heard: Statement[] = [];
  const db = drizzle(sql, { schema: tables, logger: { logQuery: (query, params) => heard.push({ query, params }) } });

  const [admin] = await sql`select id from users where platform_role = 'admin' order by id limit 1`;
  const ctx = await userContext(db, { userId: admin?.id ?? null, address: null });
  const people = await sql`select id from users order by md5(id::text) limit ${rounds}`;
  const places = await sql`select s.id, s.project_id, s.cluster_id, s.namespace_id, p.slug from service_accounts s
    join projects p on p.id = s.project_id order by md5(s.id::text) limit ${rounds}`;
  const place = (round: number) => places[round % places.length] ?? {};
  const must = async (answer: Promise<Result<{ rows: unknown[] }>>) => {
    const result = await answer;
    if (!result.ok) throw new Error(result.error.message);
    if (result.data.rows.length === 0) throw new Error("A list that should have rows has none");
  };
  const users = (input: (round: number) => Parameters<typeof listUsers.execute>[1]) => (round: number) =>
    must(listUsers.execute(ctx, input(round)));
  const accounts = (input: (round: number) => Parameters<typeof listServiceAccounts.execute>[1]) => (round: number) =>
    must(listServiceAccounts.execute(ctx, input(round)));
  const cascade = (round: number) => {
    const { project_id: projectId, slug: projectName, cluster_id: clusterId, namespace_id: namespaceId } = place(round);
    return { projectId, projectName, clusterId, namespaceId };
  };

  const questions: Question[] = [
    { name: "select 1", limitMs: Number.POSITIVE_INFINITY, ask: () => sql`select 1` },
    { name: "explainPlacement, all of it", limitMs: 20, ask: (round) => explainPlacement(db, cascade(round)) },
    {
      name: "explainPlacement, clusters",
      limitMs: 20,
      ask: (round) => {
        const { projectId, projectName } = cascade(round);
        return explainPlacement(db, { projectId, projectName });
      },
    },
    {
      name: "loadGrants",
      limitMs: 20,
      ask: (round) => loadGrants(db, people[round % people.length]?.id),
    },
    { name: "users, first page", limitMs: 100, ask: users(() => ({})) },
    { name: "users, searched", limitMs: 100, ask: users((n) => ({ search: `person${n + 1}7` })) },
    {
      name: "users, middle of a name",
      limitMs: 100,
      ask: users((n) => ({ search: `${(n % 256).toString(16).padStart(2, "0")}a` })),
    },
    {
      name: "users, filtered, by last sign-in",
      limitMs: 100,
      ask: users(() => ({ state: "disabled", sort: "-lastSeenAt" })),
    },
    { name: "users, last pages", limitMs: 100, ask: users((n) => ({ sort: "name", page: 200 - (n % 50) })) },
    { name: "service accounts, first page", limitMs: 100, ask: accounts(() => ({})) },
    { name: "service accounts, searched", limitMs: 100, ask: accounts((n) => ({ search: `team-${1 + (n % 50)}-` })) },
    {
      name: "service accounts, last pages",
      limitMs: 100,
      ask: accounts((n) => ({ sort: "-project", page: 100 - (n % 50) })),
    },
  ];

  /** The time that the database itself says it needs for the statements of one question, planning left out. */
  const executionMs = async (question: Question) => {
    heard = [];
    await question.ask(1);
    const statements = heard.length > 0 ? heard : [{ query: "select 1", params: [] }];
    let total = 0;
    for (const { query, params } of statements) {
      const [row] = await sql.unsafe(`explain (analyze, format json) ${query}`, params as never[]);
      total += row?.["QUERY PLAN"]?.[0]?.["Execution Time"] ?? 0;
    }
    return { statements: statements.length, executionMs: total };
  };

  console.log(
    Object.entries(size)
      .map(([what, count]) => `${count.toLocaleString("en")} ${what}`)
      .join(", "),
  );
  console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors before the first question`);
  const rows = [];
  for (const question of questions) {
    for (let round = 0; round < 20; round++) await question.ask(round);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await question.ask(round);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
    rows.push({ ...question, p50: at(0.5), p95: at(0.95), ...(await executionMs(question)) });
  }
  console.table(
    rows.map(({ name, p50, p95, statements, executionMs: execution, limitMs }) => ({
      question: name,
      "p50 ms": p50.toFixed(1),
      "p95 ms": p95.toFixed(1),
      statements,
      "of that in the database ms": execution.toFixed(1),
      "limit ms": Number.isFinite(limitMs) ? limitMs : "",
      holds: p95 <= limitMs ? "yes" : "NO",
    })),
  );
  await sql.end();
  process.exitCode = rows.every(({ p95, limitMs }) => p95 <= limitMs) ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
