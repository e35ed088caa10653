import { fc } from "@fast-check/vitest";
import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { accessRequests, delegations } from "#db/schema/requests.ts";
import { allowCrossing } from "#lib/cloud/register-resource.ts";
import { test, type World } from "#lib/testing/world.ts";
import { abilities } from "./explain-access.ts";
import { explainPlacement } from "./explain-placement.ts";
import { explainAccessOf } from "./explain-queries.ts";
import { loadGrants } from "./grants.ts";
import { can, projectRoles } from "./policy.ts";
import { getProjectUses } from "./project-uses.ts";

const past = new Date(Date.now() - 60_000);
const soon = new Date(Date.now() + 3_600_000);

async function explained(world: World, asker: string, project: string, user?: string) {
  const result = await explainAccessOf.execute(await world.contextOf(asker), { project, ...(user ? { user } : {}) });
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.data;
}

const ends = fc.constantFrom(null, soon, soon, past);

/** A project with namespaces, service accounts and resources as chance has it. */
const chance = fc.record({
  role: fc.option(fc.record({ role: fc.constantFrom(...projectRoles), ends: ends })),
  groupRole: fc.option(fc.constantFrom(...projectRoles)),
  disabled: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  awayOwner: fc.boolean(),
  places: fc.array(
    fc.record({
      grant: fc.option(
        ends.map((ends) => ({ ends })),
        { freq: 4 },
      ),
      account: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
      bindings: fc.array(
        fc.record({
          kind: fc.constantFrom("bucket" as const, "image-repository" as const, "secret" as const),
          owner: fc.constantFrom("this", "other", null),
          residency: fc.constantFrom("eu", "eu", "us", "dc"),
          bound: fc.option(
            ends.map((ends) => ({ ends })),
            { freq: 3 },
          ),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 3 },
  ),
});
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

async function build(world: World, drawn: Chance, name: string) {
  const projectId = await world.project(name);
  const login = `somebody@${name}`;
  const userId = await world.user(login);
  if (drawn.disabled) await world.db.update(users).set({ disabledAt: past }).where(eq(users.id, userId));
  if (drawn.role) await world.member(projectId, userId, drawn.role.role, drawn.role.ends);
  if (drawn.groupRole) {
    await world.db.insert(userGroups).values({ userId, group: name });
    await world.db.insert(groupRoles).values({ group: name, projectId, projectRole: drawn.groupRole });
  }
  if (drawn.awayOwner) {
    const ownerId = await world.user(`away@${name}`);
    await world.member(projectId, ownerId, "owner");
    await world.db.insert(delegations).values({ ownerId, delegateId: userId, startsAt: past, endsAt: soon });
  }
  for (const [index, place] of drawn.places.entries()) {
    const namespaceId = await world.namespace(`${name}-${index}`);
    if (place.grant) await world.grant(namespaceId, projectId, place.grant.ends);
    const accountId = place.account ? await world.serviceAccount(namespaceId, projectId, `${name}-runner`) : undefined;
    for (const [nth, { kind, owner, residency, bound }] of place.bindings.entries()) {
      const ownerId = owner === "this" ? projectId : owner === "other" ? world.payments : null;
      const resourceId = await world.resource(kind, `${name}-${index}-${nth}`, ownerId, residency);
      const access = kind === "image-repository" ? "pull" : "read";
      if (bound && accountId)
        await world.bind(accountId, resourceId, access, bound.ends ? { expiresAt: bound.ends } : {});
    }
  }
  return { projectId, login, userId };
}

describe("an explanation of access", () => {
  test("says of every ability, namespace and resource what the policy and the placement say of it", async ({
    world,
  }) => {
    const admin = await world.contextOf(world.people.admin);
    await allowCrossing.execute(admin, { from: "us", to: "eu", reason: "published reference data" });
    const drawn = fc.sample(chance, { numRuns: 20, seed: 20_263 });
    let opened = 0;
    for (const [index, each] of drawn.entries()) {
      const name = `chance-${index}`;
      const { projectId, login, userId } = await build(world, each, name);
      const told = await explained(world, world.people.admin, name, login);
      const grants = await loadGrants(world.db, userId);
      for (const { ability, may } of told.abilities)
        expect([name, ability, may]).toEqual([name, ability, can(grants, abilities[ability], { projectId })]);

      const mayLaunch = can(grants, "run:launch", { projectId });
      const about = { projectId, projectName: name, clusterId: world.clusterId };
      const { namespaces } = await explainPlacement(world.db, about);
      const byName = <T extends { name: string }>(a: T, b: T) => (a.name < b.name ? -1 : 1);
      const answers = [];
      for (const namespace of namespaces) {
        const placement = await explainPlacement(world.db, { ...about, namespaceId: namespace.id });
        const open = mayLaunch && namespace.obstacle === null && placement.serviceAccount !== null;
        const resources = [...placement.buckets, ...placement.repositories, ...placement.secrets];
        const usable = resources.filter(({ obstacle }) => open && obstacle === null).map(({ name }) => name);
        answers.push({ name: namespace.name, open, usable: usable.sort() });
      }
      const explainedPlaces = told.places.map((place) => ({
        name: place.name,
        open: place.may,
        usable: place.resources.flatMap(({ name, may }) => (may ? [name] : [])).sort(),
      }));
      expect([name, explainedPlaces.sort(byName)]).toEqual([name, answers.sort(byName)]);
      opened += answers.reduce((sum, { usable }) => sum + usable.length, 0);
    }
    expect(opened).toBeGreaterThan(5);
  }, 120_000);

  test("is of oneself; an owner, an auditor and an admin ask of anybody, and nobody of another project", async ({
    world,
  }) => {
    const ask = async (asker: string, user?: string) =>
      explainAccessOf.execute(await world.contextOf(asker), { project: "orders", ...(user ? { user } : {}) });

    expect(await ask(world.people.viewer)).toMatchObject({
      ok: true,
      data: { login: "viewer@orders", isSelf: true, mayAskOfOthers: false },
    });
    expect(await ask(world.people.viewer, "viewer@orders")).toMatchObject({ ok: true });
    expect(await ask(world.people.viewer, "owner@orders")).toMatchObject({ error: { code: "denied" } });
    expect(await ask(world.people.viewer, "nobody-of-that-name")).toMatchObject({ error: { code: "denied" } });
    expect(await ask(world.people.owner, "nobody")).toMatchObject({ ok: true, data: { isSelf: false } });
    for (const asker of [world.people.auditor, world.people.admin])
      expect(await ask(asker, "viewer@orders")).toMatchObject({
        ok: true,
        data: { login: "viewer@orders", isSelf: false, mayAskOfOthers: true, mayRequest: false },
      });
    expect(await ask(world.people.owner, "nobody-of-that-name")).toMatchObject({ error: { code: "not-found" } });
    expect(await ask(world.people.stranger, "owner@orders")).toMatchObject({ error: { code: "not-found" } });
  });

  test("names the request that a grant came from, while the grant is still that one", async ({ world }) => {
    const { owner, editor } = world.people;
    const namespaceId = await world.namespace("orders-batch");
    await world.grant(namespaceId, world.orders, soon);
    await world.db.delete(projectMembers).where(eq(projectMembers.userId, editor));
    const at = new Date();
    const granted = {
      projectId: world.orders,
      userId: editor,
      role: "editor" as const,
      grantedBy: owner,
      createdAt: at,
    };
    await world.db.insert(projectMembers).values(granted);
    const [person] = await world.db.select({ id: users.personId }).from(users).where(eq(users.id, editor));
    await world.db.insert(accessRequests).values({
      kind: "project-role",
      projectId: world.orders,
      decidingProjectId: world.orders,
      requesterId: editor,
      requesterPersonId: person?.id ?? "",
      snapshot: { kind: "project-role", role: "editor" },
      snapshotHash: "x",
      why: "to build reports",
      state: "approved",
      decideBy: soon,
      decidedBy: owner,
      deciderPersonId: owner,
      decidedAt: at,
    });
    const launch = async () =>
      (await explained(world, editor, "orders")).abilities.find(({ ability }) => ability === "launch");

    expect((await launch())?.because).toMatchObject([
      {
        code: "role",
        params: { role: "editor" },
        by: "owner@orders",
        since: at,
        until: null,
        request: { by: "owner@orders" },
      },
    ]);
    const { places } = await explained(world, editor, "orders");
    expect(places).toMatchObject([{ name: "orders-batch", may: false, because: [{ code: "no-service-account" }] }]);
    await world.db.update(projectMembers).set({ createdAt: soon }).where(eq(projectMembers.userId, editor));
    expect((await launch())?.because).toMatchObject([{ code: "role", request: null }]);
  });
});

describe("what a project may use", () => {
  test("is all that was granted and bound to it, with ends and givers, and nothing of another's", async ({ world }) => {
    const batch = await world.namespace("orders-batch");
    const old = await world.namespace("orders-old");
    const theirs = await world.namespace("payments-batch");
    await world.grant(batch, world.orders, soon);
    await world.grant(old, world.orders, past);
    await world.grant(theirs, world.payments);
    const account = await world.serviceAccount(batch, world.orders, "orders-runner");
    const other = await world.serviceAccount(theirs, world.payments, "payments-runner");
    const bucket = await world.resource("bucket", "acme-orders", world.orders);
    await world.bind(account, bucket, "read", { prefix: "in/" });
    await world.bind(account, bucket, "write", { expiresAt: past });
    await world.bind(account, await world.resource("bucket", "acme-us", world.orders, "us"), "read");
    await world.bind(other, await world.resource("secret", "payments/ledger-key", world.payments), "read");
    await world.resource("secret", "orders/unbound", world.orders);
    const ask = async (who: string) => getProjectUses.execute(await world.contextOf(who), { project: "orders" });

    expect(await ask(world.people.viewer)).toMatchObject({
      ok: true,
      data: {
        slug: "orders",
        clusters: [
          {
            name: "eks-frankfurt",
            residency: "eu",
            namespaces: [
              {
                name: "orders-batch",
                until: soon,
                hasEnded: false,
                serviceAccount: { name: "orders-runner", roleArn: "arn:aws:iam::111122223333:role/orders-runner" },
                resources: [
                  { name: "acme-orders", access: "read", prefix: "in/", hasEnded: false, mayNotCross: false },
                  { name: "acme-orders", access: "write", prefix: "", hasEnded: true },
                  { name: "acme-us", access: "read", mayNotCross: true },
                ],
              },
              { name: "orders-old", hasEnded: true, serviceAccount: null, resources: [] },
            ],
          },
        ],
      },
    });
    expect(await ask(world.people.stranger)).toMatchObject({ ok: false, error: { code: "not-found" } });
    expect(JSON.stringify(await ask(world.people.admin))).not.toContain("payments");
  });
});
