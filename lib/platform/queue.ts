import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { Transaction } from "#db/client.ts";
import { env } from "./env.ts";

/** Work that the worker does; each carries ids alone. */
export type QueueJobs = {
  "run-dispatch": { runId: string };
  "run-stop": { runId: string };
};
export type QueueName = keyof QueueJobs;

export const queueNames: QueueName[] = ["run-dispatch", "run-stop"];

let sender: Promise<PgBoss> | undefined;

/** A handle that only adds work: supervision, schedules and the schema are the worker's. */
function openSender(connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString,
    max: 2,
    supervise: false,
    schedule: false,
    migrate: false,
    application_name: "slipway-queue",
  });
  boss.on("error", () => {});
  return boss.start();
}

/** Adds work in the caller's transaction: it exists if, and only if, the change it belongs to was committed. */
export async function enqueue<Name extends QueueName>(
  tx: Transaction,
  name: Name,
  data: QueueJobs[Name],
): Promise<void> {
  sender ??= openSender(env().DATABASE_URL).catch((error: unknown) => {
    sender = undefined;
    throw error;
  });
  const boss = await sender;
  await boss.send(name, data, { db: fromDrizzle(tx, sql) });
}
