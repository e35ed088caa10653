import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { Transaction } from "#db/client.ts";
import { env } from "./env.ts";
import { log } from "./log.ts";

/** Work that the worker does; each carries ids alone. */
export type QueueJobs = {
  "run-dispatch": { runId: string };
  "run-stop": { runId: string };
};
export type QueueName = keyof QueueJobs;

export const queueNames: QueueName[] = ["run-dispatch", "run-stop"];

/** A handler only hands work over, so that it is short; retries are for the database's bad moments. */
const queueOptions = {
  retryLimit: 10,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 60,
  heartbeatSeconds: 20,
  deleteAfterSeconds: 86_400,
  notify: true,
} as const;

/** Makes the queues, or brings those that are there to this version's settings. Whoever comes first does it: portal or worker. */
export async function prepareQueues(boss: PgBoss): Promise<void> {
  for (const name of queueNames) {
    await boss.createQueue(name, queueOptions);
    await boss.updateQueue(name, queueOptions);
  }
}

let sender: Promise<PgBoss> | undefined;

/** A handle that only adds work: supervision and schedules are the worker's. */
async function openSender(connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString,
    max: 2,
    supervise: false,
    schedule: false,
    application_name: "slipway-queue",
  });
  boss.on("error", (error) => log.error({ err: error }, "queue"));
  await boss.start();
  await prepareQueues(boss);
  return boss;
}

/** Closes the handle that `enqueue` opened. */
export async function closeSender(): Promise<void> {
  const opened = await sender?.catch(() => undefined);
  sender = undefined;
  await opened?.stop({ graceful: false });
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
