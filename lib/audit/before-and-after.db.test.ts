import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { type Command, commands } from "#lib/platform/command.ts";
import { closeSender } from "#lib/platform/queue.ts";
import { aimAt } from "#lib/testing/aim.ts";
import { type Door, loadEveryDoor } from "#lib/testing/doors.ts";
import { createWorld, type World } from "#lib/testing/world.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The commands whose row needs no before, each with the reason: what is not here changes something, and says what it was and what it is. */
const withoutBefore: Record<string, string> = {
  "access.ask": "makes a request",
  "project.join": "makes a request",
  "audit.export": "writes nothing but its row",
  "cloud-account.register": "makes an account",
  "cloud-account.try": "writes nothing but its row",
  "cloud-resource.map": "makes resources",
  "cloud-resource.register": "makes a resource",
  "cluster.register": "makes a cluster",
  "cluster.test": "writes nothing but its row",
  "delegation.start": "makes a delegation",
  "project.create": "makes a project",
  "run.launch": "makes a run",
  "run.rerun": "makes a run",
  "service-account.register": "makes a service account",
  "service-account.apply": "asks the cluster what was before: service-accounts.live.test.ts holds it to that",
  "user.create": "makes a user",
  "user.end-sessions": "ends sessions, which nobody lists",
  "user.reset-password": "puts a secret in the place of a secret",
};

let database: TestDatabase;
let world: World;
let disabled: string;
let inputOf: (door: Door) => Record<string, unknown>;

beforeAll(async () => {
  await loadEveryDoor();
  database = await createTestDatabase();
  world = await createWorld(database);
  inputOf = await aimAt(world);
  disabled = await world.user("disabled@orders");
  await database.sql`update users set disabled_at = now(), person_id = ${world.people.nobody} where id = ${disabled}`;
  await database.sql`update users set person_id = ${world.people.nobody} where id = ${world.people.nobody}`;
});
afterAll(async () => {
  await closeSender();
  await database?.drop();
});

const spec = {
  image: { repository: "orders/report", tag: "2" },
  program: { kind: "inline", code: "print(2)" },
  resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
};

class Undone extends Error {}

/**
 * The row that a command leaves when the first of these people does it who can, or is refused only by what is outside; it leaves nothing
 * else behind.
 */
async function rowOf(command: Command) {
  const { admin, owner, viewer } = world.people;
  const refused = [];
  for (const userId of [admin, owner, viewer]) {
    const ctx = await world.contextOf(userId);
    let row: typeof auditEvents.$inferSelect | undefined;
    await database.db
      .transaction(async (tx) => {
        await command.execute({ ...ctx, db: tx as unknown as Database }, { ...inputOf(command), ...another(command) });
        row = (await tx.select().from(auditEvents).orderBy(auditEvents.sequence)).at(-1);
        throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    if (row?.outcome === "done") return row;
    if (row && row.code !== "denied" && row.code !== "not-found") refused.push(row);
  }
  const [tried] = refused;
  if (!tried) throw new Error(`Nobody could do ${command.name}`);
  return tried;
}

/** What makes a difference to what is there. */
const another = ({ name }: Command): Record<string, unknown> =>
  ({
    "cloud-account.rotate": { credential: { accessKeyId: "AKIAANOTHERKEY", secretAccessKey: "a secret of its own" } },
    "cluster.update": { config: { server: "https://10.0.0.9", ca: "not an authority", token: "a secret of its own" } },
    "cluster.rotate-credential": { credential: { kind: "token", token: "a secret of its own" } },
    "cloud-resource.update": { ownerProjectId: world.payments },
    "cloud-account.update": { name: "acme-of-another-name" },
    "job.save": { type: "python", name: "Report of reports", spec },
    "member.set": { role: "editor" },
    "namespace.grant": { expiresAt: "2100-01-01T00:00:00Z" },
    "namespace.register": { ownerProjectId: world.orders },
    "request.decide": { decision: "approve" },
    "residency.allow": { from: "eu", to: "us", reason: "another reason" },
    "user.enable": { userId: disabled },
    "user.other-person": { userId: disabled },
    "user.set-platform-role": { platformRole: "auditor" },
  })[name] ?? {};

test("the row of every command that changes something says what it was and what it became, and no row has a secret", async () => {
  const lacking: string[] = [];
  for (const command of commands.values()) {
    const row = await rowOf(command);
    const text = JSON.stringify(row.detail);
    expect([command.name, text]).toEqual([
      command.name,
      expect.not.stringMatching(/secret of its own|x{40}|correct horse/),
    ]);
    if (command.name in withoutBefore) continue;
    const { before, after } = row.detail;
    const told = [row.outcome === "done" || row.code, JSON.stringify(before), JSON.stringify(after)];
    if (before === undefined || before === null || after === undefined || told[1] === told[2])
      lacking.push(`${command.name}: ${told.join(" → ")} ${text}`);
  }
  expect(lacking).toEqual([]);
});

test("the table of those without a before names commands alone", () => {
  expect(Object.keys(withoutBefore).filter((name) => !commands.has(name))).toEqual([]);
});
