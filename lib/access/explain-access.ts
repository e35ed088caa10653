import { can, type Grants, type Permission, type ProjectRole, roleFor, strongerRole } from "./policy.ts";
import type { Granted, UsedResource } from "./project-uses.ts";

/** The approved request that a grant came from. */
export type GrantedByRequest = { requestId: string; by: string; at: Date };
type Grant = Granted & { request: GrantedByRequest | null };

/** One way in which somebody has a role, whether it still holds or not. */
export type RoleFact = Omit<Grant, "since"> & { since: Date | null; group: string | null } & (
    | { scope: "project"; role: ProjectRole }
    | { scope: "platform"; role: "admin" | "auditor" }
  );

/** Somebody who is away, in whose place the person decides. */
export type StandInFact = { login: string; until: Date; standIn: Grants["standsInFor"][number] };

export type ResourceFact = Pick<UsedResource, "id" | "kind" | "name" | "residency" | "mayNotCross"> & {
  bindings: (Grant & Pick<UsedResource, "access" | "prefix">)[];
};

/** A namespace, granted to the project or not, and what its service account for the project was bound to. */
export type PlaceFact = {
  id: string;
  name: string;
  cluster: { id: string; name: string; residency: string };
  grant: Grant | null;
  serviceAccount: { id: string; name: string } | null;
  resources: ResourceFact[];
};

export type AccessFacts = {
  project: { projectId: string; slug: string };
  isDisabled: boolean;
  roles: RoleFact[];
  standIns: StandInFact[];
  places: PlaceFact[];
};

/** What somebody may be asked about in a project, in the order a person learns them. */
export const abilities = {
  see: "project:read",
  "read-logs": "log:read",
  launch: "run:launch",
  stop: "run:stop",
  "edit-jobs": "job:write",
  decide: "request:decide",
  "change-members": "member:write",
} as const satisfies Record<string, Permission>;
export type Ability = keyof typeof abilities;

/** One sentence of an explanation: `code` is in the messages under `access.because`. */
export type Step = {
  code:
    | "role"
    | "group-role"
    | "platform-role"
    | "platform-group"
    | "stands-in"
    | "namespace-granted"
    | "runs-as"
    | "bound"
    | "disabled"
    | "needs-role"
    | "no-role"
    | "role-too-weak"
    | "role-ended"
    | "may-not-launch"
    | "not-granted"
    | "grant-ended"
    | "no-service-account"
    | "not-bound"
    | "binding-ended"
    | "residency";
  params: Record<string, string>;
  since: Date | null;
  until: Date | null;
  by: string | null;
  request: GrantedByRequest | null;
};

/** `until` is when a yes becomes a no, if nothing is granted anew; null for one without an end, and for a no. */
export type Answer = { may: boolean; until: Date | null; because: Step[] };

export type Explanation = {
  abilities: (Answer & { ability: Ability })[];
  places: (Answer & Pick<PlaceFact, "id" | "name" | "cluster" | "serviceAccount"> & { resources: ResourceAnswer[] })[];
};
type ResourceAnswer = Answer & Pick<ResourceFact, "id" | "kind" | "name" | "residency"> & { access: string[] };

type Known = { since?: Date | null; until?: Date | null; by?: string | null; request?: GrantedByRequest | null };

const step = (code: Step["code"], params: Record<string, string>, grant?: Known): Step => ({
  code,
  params,
  since: grant?.since ?? null,
  until: grant?.until ?? null,
  by: grant?.by ?? null,
  request: grant?.request ?? null,
});

const no = (...because: Step[]): Answer => ({ may: false, until: null, because });

/** Of ways that each are enough, the last to end. */
const lastEnd = (ways: { until: Date | null }[]): Date | null =>
  ways.reduce<Date | null | undefined>((last, { until }) => {
    if (last === null || until === null) return null;
    return last === undefined || until > last ? until : last;
  }, undefined) ?? null;

/** Of conditions that all must hold, the first to end. */
const firstEnd = (...ends: (Date | null)[]): Date | null =>
  ends.reduce((first, end) => (end !== null && (first === null || end < first) ? end : first), null);

/** What the facts come to for the policy: as `loadGrants` reads it from the database. */
export function grantsOf({ project, isDisabled, roles, standIns }: AccessFacts): Grants | null {
  if (isDisabled) return null;
  const held = roles.filter(({ hasEnded }) => !hasEnded);
  const ofPlatform = held.flatMap((fact) => (fact.scope === "platform" ? [fact.role] : []));
  const inProject = held.reduce<ProjectRole | undefined>(
    (best, fact) => (fact.scope === "project" ? strongerRole(best, fact.role) : best),
    undefined,
  );
  return {
    platformRole: ofPlatform.includes("admin") ? "admin" : (ofPlatform[0] ?? "member"),
    projects: new Map(inProject ? [[project.projectId, inProject]] : []),
    standsInFor: standIns.map(({ standIn }) => standIn),
  };
}

/**
 * Why somebody may or may not, in a project: for each ability, each namespace and each resource the grants that make it so, or what
 * is missing. Pure. It says yes exactly where the policy and `explainPlacement` do.
 */
export function explainAccess(facts: AccessFacts): Explanation {
  const answers = (Object.keys(abilities) as Ability[]).map((ability) => ({
    ability,
    ...explainAbility(facts, abilities[ability]),
  }));
  const launch = explainAbility(facts, "run:launch");
  return { abilities: answers, places: facts.places.map((place) => explainPlace(facts, place, launch)) };
}

function explainAbility(facts: AccessFacts, permission: Permission): Answer {
  const target = { projectId: facts.project.projectId };
  if (facts.isDisabled) return no(step("disabled", {}));
  const may = (roles: RoleFact[], standIns: StandInFact[]) =>
    can(grantsOf({ ...facts, roles, standIns }), permission, target);
  const enough = facts.roles.filter((role) => may([role], []));
  const lent = facts.standIns.filter((standIn) => may([], [standIn]));
  const because = [...enough.map(roleStep), ...lent.map(({ login, until }) => step("stands-in", { login }, { until }))];
  if (because.length > 0) return { may: true, until: lastEnd(because), because };

  const needed = roleFor(permission);
  const ended = facts.roles.filter((role) => role.hasEnded && may([{ ...role, hasEnded: false }], []));
  const weak = facts.roles.filter((role) => !role.hasEnded && role.scope === "project");
  return no(
    ...ended.map((role) => step("role-ended", { role: role.role, group: role.group ?? "" }, role)),
    ...weak.map((role) =>
      step("role-too-weak", { role: role.role, group: role.group ?? "" }, { ...role, until: null }),
    ),
    ...(weak.length === 0 && ended.length === 0 ? [step("no-role", { project: facts.project.slug })] : []),
    ...(needed ? [step("needs-role", { role: needed })] : []),
  );
}

function roleStep(fact: RoleFact): Step {
  const params = { role: fact.role, ...(fact.group === null ? {} : { group: fact.group }) };
  const code = fact.scope === "platform" ? "platform-role" : "role";
  const byGroup = fact.scope === "platform" ? "platform-group" : "group-role";
  return step(fact.group === null ? code : byGroup, params, fact);
}

function explainPlace(facts: AccessFacts, place: PlaceFact, launch: Answer): Explanation["places"][number] {
  const { id, name, cluster, serviceAccount } = place;
  const answer = placeAnswer(facts, place, launch);
  return {
    ...answer,
    id,
    name,
    cluster,
    serviceAccount,
    resources: place.resources.map((resource) => explainResource(resource, place, answer)),
  };
}

function placeAnswer({ project }: AccessFacts, place: PlaceFact, launch: Answer): Answer {
  const { name: namespace, grant, serviceAccount } = place;
  const because: Step[] = [];
  if (!launch.may) because.push(step("may-not-launch", {}));
  if (!grant) because.push(step("not-granted", { namespace, project: project.slug }));
  else if (grant.hasEnded) because.push(step("grant-ended", { namespace }, grant));
  if (grant && !serviceAccount) because.push(step("no-service-account", { namespace, project: project.slug }));
  if (because.length > 0 || !grant || !serviceAccount) return no(...because);
  return {
    may: true,
    until: firstEnd(launch.until, grant.until),
    because: [step("namespace-granted", { namespace }, grant), step("runs-as", { name: serviceAccount.name })],
  };
}

function explainResource(resource: ResourceFact, place: PlaceFact, where: Answer): ResourceAnswer {
  const { id, kind, name, residency, bindings, mayNotCross } = resource;
  const held = bindings.filter(({ hasEnded }) => !hasEnded);
  const about = { id, kind, name, residency, access: held.map(({ access }) => access) };
  const because: Step[] = [];
  if (mayNotCross) {
    const crossing = { from: residency.toUpperCase(), to: place.cluster.residency.toUpperCase() };
    because.push(step("residency", { name, cluster: place.cluster.name, ...crossing }));
  }
  if (held.length === 0)
    because.push(
      ...bindings.map((binding) =>
        step("binding-ended", { name, access: binding.access, prefix: binding.prefix }, binding),
      ),
      ...(bindings.length === 0 ? [step("not-bound", { name })] : []),
    );
  if (because.length > 0) return { ...no(...because), ...about };
  // What keeps the namespace closed is said there once.
  if (!where.may) return { ...no(), ...about };
  return {
    may: true,
    until: firstEnd(where.until, lastEnd(held)),
    because: held.map((binding) => step("bound", { access: binding.access, prefix: binding.prefix }, binding)),
    ...about,
  };
}
