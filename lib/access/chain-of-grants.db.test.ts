import { fc } from "@fast-check/vitest";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "#db/client.ts";
import { residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { namespaceGrants } from "#db/schema/clusters.ts";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { delegations } from "#db/schema/requests.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { createWorld, type World } from "#lib/testing/world.ts";
import { explainPlacement } from "./explain-placement.ts";
import { loadGrants } from "./grants.ts";
import { can, type ProjectRole, projectRoles } from "./policy.ts";

/** Everything that can be given in this world. Ends are seconds from the database's now; null is for good. */
type Given =
  | { kind: "member"; role: ProjectRole; ends: number | null }
  | { kind: "in-group" }
  | { kind: "group-role"; role: ProjectRole }
  | { kind: "namespace"; at: number; ends: number | null }
  | { kind: "binding"; at: number; to: number; access: "read" | "write"; ends: number | null }
  | { kind: "crossing"; from: "us" | "dc" };

const ends = fc.constantFrom(null, -1, 0, 3600);
const role = fc.constantFrom(...projectRoles);
const place = fc.nat(1);
const given: fc.Arbitrary<Given> = fc.oneof(
  fc.record({ kind: fc.constant("member" as const), role, ends }),
  fc.constant({ kind: "in-group" as const }),
  fc.record({ kind: fc.constant("group-role" as const), role }),
  fc.record({ kind: fc.constant("namespace" as const), at: place, ends }),
  fc.record({
    kind: fc.constant("binding" as const),
    at: place,
    to: fc.nat(2),
    access: fc.constantFrom("read" as const, "write" as const),
    ends,
  }),
  fc.record({ kind: fc.constant("crossing" as const), from: fc.constantFrom("us" as const, "dc" as const) }),
);
/** What one row in the database stands for: given twice it is given once. */
const keyOf = (one: Given) => JSON.stringify(one.kind === "group-role" ? one.kind : { ...one, ends: undefined });
const scenario = fc.uniqueArray(given, { selector: keyOf, maxLength: 14 });

const residencies = ["eu", "us", "dc"] as const;
let database: TestDatabase;
let world: World;
let namespaces: string[];
let accounts: string[];
let buckets: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  world = await createWorld(database);
  namespaces = [await world.namespace("one"), await world.namespace("two")];
  accounts = [];
  for (const [at, id] of namespaces.entries())
    accounts.push(await world.serviceAccount(id, world.orders, `runner-${at}`));
  buckets = [];
  for (const residency of residencies)
    buckets.push(await world.resource("bucket", `acme-${residency}`, world.payments, residency));
});
afterAll(() => database?.drop());

const until = (seconds: number | null) => (seconds === null ? null : sql`now() + make_interval(secs => ${seconds})`);
const pick = (ids: string[], at: number) => ids[at] ?? "";

async function give(tx: Transaction, one: Given) {
  const userId = world.people.nobody;
  const expiresAt = "ends" in one ? (until(one.ends) as unknown as Date | null) : null;
  switch (one.kind) {
    case "member":
      return tx.insert(projectMembers).values({ projectId: world.orders, userId, role: one.role, expiresAt });
    case "in-group":
      return tx.insert(userGroups).values({ userId, group: "engineers" });
    case "group-role":
      return tx.insert(groupRoles).values({ group: "engineers", projectId: world.orders, projectRole: one.role });
    case "namespace":
      return tx
        .insert(namespaceGrants)
        .values({ namespaceId: pick(namespaces, one.at), projectId: world.orders, expiresAt });
    case "binding":
      return tx.insert(serviceAccountBindings).values({
        serviceAccountId: pick(accounts, one.at),
        cloudResourceId: pick(buckets, one.to),
        access: one.access,
        expiresAt,
      });
    case "crossing":
      return tx
        .insert(residencyRules)
        .values({ fromResidency: one.from, toResidency: "eu", reason: "a test" })
        .onConflictDoNothing();
  }
}

/** Everything that the person may do with a bucket from a pod, as "namespace/bucket/access", by what the product answers. */
async function abilities(tx: Transaction): Promise<Set<string>> {
  const grants = await loadGrants(tx, world.people.nobody);
  if (!can(grants, "run:launch", { projectId: world.orders })) return new Set();
  const all = await Promise.all(
    namespaces.map(async (namespaceId, at) => {
      const placement = await explainPlacement(tx, {
        projectId: world.orders,
        projectName: "orders",
        clusterId: world.clusterId,
        namespaceId,
      });
      const namespace = placement.namespaces.find(({ id }) => id === namespaceId);
      if (!namespace || namespace.obstacle || !placement.serviceAccount) return [];
      return placement.buckets
        .filter(({ obstacle }) => obstacle === null)
        .flatMap(({ id, access }) => access.map((each) => `${at}/${buckets.indexOf(id)}/${each}`));
    }),
  );
  return new Set(all.flat());
}

/** The same by the rules of the product as a reader would say them: every link of the chain is there and has not ended. */
function expected(all: Given[]): Set<string> {
  const live = all.filter((one) => !("ends" in one) || one.ends === null || one.ends > 0);
  const launches = (one: Given) => "role" in one && one.role !== "viewer";
  const inGroup = live.some(({ kind }) => kind === "in-group");
  const isOperator = live.some((one) => launches(one) && (one.kind === "member" || inGroup));
  const crosses = (to: number) =>
    to === 0 || live.some((one) => one.kind === "crossing" && one.from === residencies[to]);
  const opens = (at: number) => live.some((one) => one.kind === "namespace" && one.at === at);
  const chains = live.flatMap((one) =>
    one.kind === "binding" && isOperator && opens(one.at) && crosses(one.to)
      ? [`${one.at}/${one.to}/${one.access}`]
      : [],
  );
  return new Set(chains);
}

class Undone extends Error {}

/** Runs in a transaction that leaves nothing behind, in which the database's now stands still. */
async function inWorld<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  await database.db
    .transaction(async (tx) => {
      result = { value: await run(tx) };
      throw new Undone();
    })
    .catch((error) => {
      if (!(error instanceof Undone)) throw error;
    });
  if (!result) throw new Error("Nothing ran");
  return result.value;
}

const abilitiesWith = (all: Given[]) =>
  inWorld(async (tx) => {
    for (const one of all) await give(tx, one);
    return abilities(tx);
  });

describe("through a real database, whatever was given", () => {
  test("nothing is allowed without a chain of grants, and a whole chain is allowed", { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(scenario, async (all) => {
        expect(await abilitiesWith(all)).toEqual(expected(all));
      }),
      { numRuns: 150 },
    ),
  );

  test("taking any one thing away adds no ability", { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(scenario, fc.nat(), async (all, n) => {
        const [before, after] = [
          await abilitiesWith(all),
          await abilitiesWith(all.filter((_, i) => i !== n % all.length)),
        ];
        for (const ability of after) expect(before).toContain(ability);
      }),
      { numRuns: 100 },
    ),
  );
});

describe("by the database's clock, an end holds to the moment", () => {
  const chain: Given[] = [
    { kind: "member", role: "operator", ends: null },
    { kind: "namespace", at: 0, ends: null },
    { kind: "binding", at: 0, to: 0, access: "read", ends: null },
  ];

  for (const [what, table] of [
    ["a membership", "project_members"],
    ["a namespace", "namespace_grants"],
    ["a binding", "service_account_bindings"],
  ] as const)
    test(`${what} is there up to its end and not at it`, () =>
      inWorld(async (tx) => {
        for (const one of chain) await give(tx, one);
        const endAt = async (interval: string) => {
          await tx.execute(sql`update ${sql.identifier(table)} set expires_at = now() + ${interval}::interval
            where ${table === "project_members" ? sql`user_id = ${world.people.nobody}` : sql`true`}`);
          return [...(await abilities(tx))];
        };
        expect(await endAt("1 microsecond")).toEqual(["0/0/read"]);
        expect(await endAt("0")).toEqual([]);
        expect(await endAt("-1 microsecond")).toEqual([]);
        expect(await endAt("1 second")).toEqual(["0/0/read"]);
      }));

  test("a delegation lends from its start up to its end", () =>
    inWorld(async (tx) => {
      const { owner, viewer } = world.people;
      const lends = async (from: string, to: string) => {
        await tx.delete(delegations);
        const at = (interval: string) => sql`now() + ${interval}::interval` as unknown as Date;
        await tx.insert(delegations).values({ ownerId: owner, delegateId: viewer, startsAt: at(from), endsAt: at(to) });
        return can(await loadGrants(tx, viewer), "request:decide", { projectId: world.orders });
      };
      expect(await lends("0", "1 second")).toBe(true);
      expect(await lends("1 microsecond", "1 second")).toBe(false);
      expect(await lends("-1 second", "1 microsecond")).toBe(true);
      expect(await lends("-1 second", "0")).toBe(false);
      await tx.update(users).set({ disabledAt: sql`now()` }).where(eq(users.id, owner));
      expect(await lends("0", "1 second")).toBe(false);
    }));
});
