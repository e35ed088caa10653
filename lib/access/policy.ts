export const platformRoles = ["admin", "auditor", "member"] as const;
export type PlatformRole = (typeof platformRoles)[number];

export const projectRoles = ["viewer", "operator", "editor", "owner"] as const;
export type ProjectRole = (typeof projectRoles)[number];

/** Everything that can be asked of Slipway, in one list. */
export const permissions = [
  "profile:read",
  "project:read",
  "job:read",
  "job:write",
  "run:read",
  "run:launch",
  "run:stop",
  "log:read",
  "access:read",
  "access:ask",
  "access:explain",
  "project:join",
  "request:decide",
  "project:write",
  "member:write",
  "cluster:read",
  "cluster:write",
  "user:write",
  "audit:read",
] as const;
export type Permission = (typeof permissions)[number];

const viewer: Permission[] = ["project:read", "job:read", "run:read", "log:read", "access:read", "access:ask"];
const operator: Permission[] = [...viewer, "run:launch", "run:stop"];
const editor: Permission[] = [...operator, "job:write"];

const inProject: Record<ProjectRole, readonly Permission[]> = {
  viewer,
  operator,
  editor,
  owner: [...editor, "member:write", "request:decide", "access:explain"],
};

/** What a platform role may do everywhere. An admin runs nothing: launching takes a role in the project. */
const everywhere: Record<PlatformRole, readonly Permission[]> = {
  admin: [
    "profile:read",
    "project:join",
    "request:decide",
    "project:read",
    "project:write",
    "job:read",
    "run:read",
    "run:stop",
    "access:read",
    "access:explain",
    "member:write",
    "cluster:read",
    "cluster:write",
    "user:write",
    "audit:read",
  ],
  auditor: [
    "profile:read",
    "project:join",
    "project:read",
    "job:read",
    "run:read",
    "access:read",
    "access:explain",
    "cluster:read",
    "audit:read",
  ],
  member: ["profile:read", "project:join"],
};

/** Who someone is to Slipway at this moment: read from the database for every request, ended grants left out. */
export type Grants = {
  platformRole: PlatformRole;
  /** Project id → role: the strongest of one's own and those of one's groups. */
  projects: ReadonlyMap<string, ProjectRole>;
  /** People who are away, whose requests this one decides in their place. */
  standsInFor: readonly StandIn[];
};

/** Somebody who is away: who they are, and what they may do themselves. They lend the deciding of requests and nothing else. */
export type StandIn = { userId: string; personId: string; grants: Omit<Grants, "standsInFor"> };

/** The stronger of two roles. */
export const strongerRole = (a: ProjectRole | undefined, b: ProjectRole): ProjectRole =>
  a && projectRoles.indexOf(a) > projectRoles.indexOf(b) ? a : b;

/** What a question is about: a project's thing, or the platform's. */
export type Target = { projectId: string | null };

/** The one policy. No grants (an anonymous or disabled actor) may do nothing. */
export function can(grants: Grants | null, permission: Permission, target: Target): boolean {
  if (!grants) return false;
  if (permission === "request:decide" && grants.standsInFor.some((away) => holds(away.grants, permission, target)))
    return true;
  return holds(grants, permission, target);
}

/** Whether someone may by their own roles alone. */
export function holds(grants: Omit<Grants, "standsInFor">, permission: Permission, target: Target): boolean {
  if (everywhere[grants.platformRole].includes(permission)) return true;
  const role = target.projectId === null ? undefined : grants.projects.get(target.projectId);
  return role !== undefined && inProject[role].includes(permission);
}

/** The weakest project role that carries a permission; undefined where none does. */
export const roleFor = (permission: Permission): ProjectRole | undefined =>
  projectRoles.find((role) => inProject[role].includes(permission));

/** Whether commands of this permission may change what people may do: open pages are told. */
export const changesAccess = (permission: Permission): boolean =>
  permission !== "job:write" && permission !== "run:launch" && permission !== "run:stop";

/** Whether someone sees every project, or those alone that they are in. */
export const seesAllProjects = (grants: Grants): boolean => everywhere[grants.platformRole].includes("project:read");
