import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { startEmbeddedPostgres } from "#db/embedded-postgres.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { tables } from "#db/tables.ts";
import { type Question, questionsOf } from "./questions.ts";
import { seedAccess, size } from "./seed-access.ts";

const rounds = 200;
const explained = 20;

const at = (times: number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN;

const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
// PostgreSQL runs as a user of its own where this runs as root.
chmodSync(folder, 0o755);
const server = await startEmbeddedPostgres(folder);
try {
  await server.createDatabase("bench");
  await migrateDatabase(server.url("bench"));
  const sql = postgres(server.url("bench"), { max: 4, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  await seedAccess(sql);
  let heard: { query: string; params: unknown[] }[] = [];
  const db = drizzle(sql, { schema: tables, logger: { logQuery: (query, params) => heard.push({ query, params }) } });

  /** What one answer takes in the database by its own account, planning included, all its statements one after the other. */
  async function inDatabase(question: Question, round: number) {
    heard = [];
    await question.ask(round);
    const statements = heard;
    let ms = 0;
    for (const { query, params } of statements) {
      const [row] = await sql.unsafe(`explain (analyze, summary, format json) ${query}`, params as never[]);
      const [plan] = row?.["QUERY PLAN"] ?? [];
      ms += (plan?.["Execution Time"] ?? 0) + (plan?.["Planning Time"] ?? 0);
    }
    return { statements: statements.length, ms };
  }

  async function measure(question: Question) {
    for (let round = 0; round < 20; round++) await question.ask(round);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await question.ask(round);
      times.push(performance.now() - start);
    }
    const database: number[] = [];
    let statements = 0;
    for (let round = 0; round < explained; round++) {
      const told = await inDatabase(question, round);
      statements = Math.max(statements, told.statements);
      database.push(told.ms);
    }
    const p95 = at(question.held === "answer" ? times : database, 0.95);
    return { ...question, times, database, statements, holds: p95 <= question.limitMs };
  }

  const counts = Object.entries(size).map(([what, count]) => `${count.toLocaleString("en")} ${what}`);
  console.log(counts.join(", "));
  console.log(`Load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors before the first question`);
  const rows: Awaited<ReturnType<typeof measure>>[] = [];
  for (const question of await questionsOf(sql, db)) rows.push(await measure(question));
  console.table(
    rows.map(({ name, times, database, statements, held, limitMs, holds }) => ({
      question: name,
      "p50 ms": at(times, 0.5).toFixed(1),
      "p95 ms": at(times, 0.95).toFixed(1),
      statements: statements || 1,
      "in the database p50": at(database, 0.5).toFixed(1),
      p95: at(database, 0.95).toFixed(1),
      limit: Number.isFinite(limitMs) ? `${held} ${limitMs} ms` : "",
      holds: holds ? "yes" : "NO",
    })),
  );
  await sql.end();
  process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
