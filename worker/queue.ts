import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { log } from "#lib/platform/log.ts";
import { prepareQueues, type QueueJobs, type QueueName, queueNames } from "#lib/platform/queue.ts";

export type Handlers = { [Name in QueueName]: (data: QueueJobs[Name]) => Promise<void> };

/** Opens the queue, its schema and its queues. Errors of its own are logged; it supervises and reconnects by itself. */
export async function openQueue(databaseUrl: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: "slipway-worker-queue",
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 30,
    schedule: false,
  });
  boss.on("error", (error) => log.error({ err: error }, "queue"));
  boss.on("warning", ({ message }) => log.warn({ message }, "queue"));
  await boss.start();
  await prepareQueues(boss);
  return boss;
}

/** Takes work off the queue until the queue is stopped. */
export async function handleQueue(boss: PgBoss, handlers: Handlers): Promise<void> {
  const work = <Name extends QueueName>(name: Name) =>
    boss.work<QueueJobs[Name]>(
      name,
      { localConcurrency: 4, batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
      async (jobs) => {
        for (const { data } of jobs) await handlers[name](data);
      },
    );
  for (const name of queueNames) await work(name);
}

/** Opens the queue, trying again while the database is away. */
export async function openQueuePatiently(databaseUrl: string, signal: AbortSignal): Promise<PgBoss> {
  for (;;) {
    try {
      return await openQueue(databaseUrl);
    } catch (error) {
      if (signal.aborted) throw error;
      log.error({ err: error }, "the queue could not be opened");
      await sleep(2000, undefined, { signal });
    }
  }
}
