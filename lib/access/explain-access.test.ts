import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import {
  type AccessFacts,
  type Answer,
  abilities,
  explainAccess,
  type PlaceFact,
  type RoleFact,
  type StandInFact,
} from "./explain-access.ts";
import { can, type Grants, type ProjectRole, platformRoles, projectRoles } from "./policy.ts";

const project = { projectId: "p", slug: "orders" };
const now = new Date("2026-03-01T12:00:00Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

/** An end or none, to the hour, some of it gone by. */
const until = fc.option(fc.integer({ min: -20, max: 20 }).map(later));
const grant = until.map((end) => ({
  since: later(-100),
  until: end,
  hasEnded: end !== null && end <= now,
  by: "admin",
  request: null,
}));
const group = fc.option(fc.constantFrom("data-engineers", "platform"));
const role: fc.Arbitrary<RoleFact> = fc.tuple(grant, group).chain(([held, through]) =>
  fc.oneof(
    fc.constantFrom(...projectRoles).map((role) => ({ ...held, group: through, scope: "project" as const, role })),
    fc
      .constantFrom("admin" as const, "auditor" as const)
      .map((role) => ({ ...held, group: through, scope: "platform" as const, role })),
  ),
);
const standIn: fc.Arbitrary<StandInFact> = fc
  .record({
    hours: fc.integer({ min: 1, max: 20 }),
    platformRole: fc.constantFrom(...platformRoles),
    role: fc.option(fc.constantFrom(...projectRoles)),
  })
  .map(({ hours, platformRole, role }) => ({
    login: "owner@orders",
    until: later(hours),
    standIn: {
      userId: "u",
      personId: "u",
      grants: { platformRole, projects: new Map<string, ProjectRole>(role ? [["p", role]] : []) },
    },
  }));
const binding = fc
  .tuple(grant, fc.constantFrom("read" as const, "write" as const, "pull" as const))
  .map(([held, access]) => ({ ...held, access, prefix: "" }));
const place: fc.Arbitrary<PlaceFact> = fc.record({
  id: fc.uuid(),
  name: fc.constant("orders-batch"),
  cluster: fc.constant({ id: "c", name: "eks-frankfurt", residency: "eu" }),
  grant: fc.option(grant),
  serviceAccount: fc.option(fc.constant({ id: "s", name: "orders-runner" })),
  resources: fc.array(
    fc.record({
      id: fc.uuid(),
      kind: fc.constantFrom("bucket" as const, "image-repository" as const, "secret" as const),
      name: fc.constant("acme-orders"),
      residency: fc.constantFrom("eu", "us"),
      mayNotCross: fc.boolean(),
      bindings: fc.array(binding, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
});
const facts: fc.Arbitrary<AccessFacts> = fc.record({
  project: fc.constant(project),
  isDisabled: fc.boolean(),
  roles: fc.array(role, { maxLength: 4 }),
  standIns: fc.array(standIn, { maxLength: 2 }),
  places: fc.array(place, { maxLength: 3 }),
});

/** What the policy is given for these facts at a moment, told in its own words. */
function grantsAt({ isDisabled, roles, standIns }: AccessFacts, at: Date): Grants | null {
  if (isDisabled) return null;
  const held = roles.filter((fact) => fact.until === null || fact.until > at);
  const strongest = projectRoles.findLast((role) => held.some((fact) => fact.role === role));
  const platformRole = (["admin", "auditor"] as const).find((role) => held.some((fact) => fact.role === role));
  return {
    platformRole: platformRole ?? "member",
    projects: new Map(strongest ? [["p", strongest]] : []),
    standsInFor: standIns.filter((fact) => fact.until > at).map((fact) => fact.standIn),
  };
}

/** The same facts as they will be read at a later moment. */
const factsAt = (facts: AccessFacts, at: Date): AccessFacts => {
  const age = <T extends { until: Date | null }>(held: T) => ({
    ...held,
    hasEnded: held.until !== null && held.until <= at,
  });
  return {
    ...facts,
    roles: facts.roles.map(age),
    standIns: facts.standIns.filter((fact) => fact.until > at),
    places: facts.places.map((each) => ({
      ...each,
      grant: each.grant && age(each.grant),
      resources: each.resources.map((resource) => ({ ...resource, bindings: resource.bindings.map(age) })),
    })),
  };
};

const allAnswers = (facts: AccessFacts): Answer[] => {
  const { abilities, places } = explainAccess(facts);
  return [...abilities, ...places, ...places.flatMap(({ resources }) => resources)];
};

describe("an explanation of access", () => {
  test.prop([facts])("says yes to an ability exactly where the policy does", (facts) => {
    for (const { ability, may } of explainAccess(facts).abilities)
      expect([ability, may]).toEqual([ability, can(grantsAt(facts, now), abilities[ability], project)]);
  });

  test.prop([facts])("says yes to a place and a resource exactly where every link of the chain holds", (facts) => {
    const mayLaunch = can(grantsAt(facts, now), "run:launch", project);
    const holds = (held: { until: Date | null } | null) => held !== null && (held.until === null || held.until > now);
    const { places } = explainAccess(facts);
    for (const [index, place] of facts.places.entries()) {
      const open = mayLaunch && holds(place.grant) && place.serviceAccount !== null;
      expect(places[index]?.may).toBe(open);
      expect(places[index]?.resources.map(({ may }) => may)).toEqual(
        place.resources.map((resource) => open && !resource.mayNotCross && resource.bindings.some(holds)),
      );
    }
  });

  test.prop([facts])("gives a reason for every answer, and for a no of a resource there or at its place", (facts) => {
    const { abilities, places } = explainAccess(facts);
    for (const answer of [...abilities, ...places]) expect(answer.because).not.toEqual([]);
    for (const { because, resources } of places)
      for (const resource of resources) expect(because.length + resource.because.length).toBeGreaterThan(0);
  });

  test.prop([facts])("names the moment at which a yes becomes a no, and not one before it", (facts) => {
    const answers = allAnswers(facts);
    const before = (at: Date) => new Date(at.getTime() - 1);
    for (const [index, { may, until }] of answers.entries()) {
      if (!may) expect(until).toBeNull();
      else if (until) {
        expect(allAnswers(factsAt(facts, before(until)))[index]?.may).toBe(true);
        expect(allAnswers(factsAt(facts, until))[index]?.may).toBe(false);
      } else expect(allAnswers(factsAt(facts, later(1000)))[index]?.may).toBe(true);
    }
  });

  test("names the role that ended, the one that is too weak, and the one it takes", () => {
    const held = { since: later(-100), by: "admin", request: null, group: null, scope: "project" as const };
    const { abilities } = explainAccess({
      project,
      isDisabled: false,
      roles: [
        { ...held, role: "owner", until: later(-1), hasEnded: true },
        { ...held, role: "viewer", group: "analysts", until: null, hasEnded: false },
      ],
      standIns: [],
      places: [],
    });
    const launch = abilities.find(({ ability }) => ability === "launch");
    expect(launch?.because.map(({ code, params }) => [code, params.role, params.group])).toEqual([
      ["role-ended", "owner", ""],
      ["role-too-weak", "viewer", "analysts"],
      ["needs-role", "operator", undefined],
    ]);
  });
});
