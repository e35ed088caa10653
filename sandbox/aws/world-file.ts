import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { PodIdentityAssociation, Role, Secret, User, World } from "./world.ts";

type Kept = { users: User[]; roles: Role[]; secrets: Secret[]; associations?: PodIdentityAssociation[] };

/** Writes what API calls have changed in accounts, whole or not at all. */
export function saveWorld(path: string, world: World) {
  const changed = <T extends { changed?: boolean }>(all: Map<string, T>) =>
    [...all.values()].filter((each) => each.changed);
  const kept = [...world].map(([id, { users, roles, secrets, associations }]): [string, Kept] => [
    id,
    {
      users: changed(users),
      roles: changed(roles),
      secrets: changed(secrets),
      // All of them: a seed has none.
      associations: [...associations.values()],
    },
  ]);
  writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Puts what was saved over the seed: a key that was deleted stays deleted, and a key that is new in the seed is added. */
export function restoreWorld(path: string, world: World) {
  if (!existsSync(path)) return;
  const saved = JSON.parse(readFileSync(path, "utf8")) as Record<string, Kept>;
  for (const [id, { users, roles, secrets, associations = [] }] of Object.entries(saved)) {
    const account = world.get(id);
    for (const user of users) {
      const seed = account?.users.get(user.name);
      const fresh = seed && seed.seedKeyId !== user.seedKeyId ? seed : undefined;
      const merged = fresh
        ? { ...user, seedKeyId: fresh.seedKeyId, accessKeys: [...fresh.accessKeys, ...user.accessKeys] }
        : user;
      account?.users.set(user.name, merged);
    }
    for (const association of associations) account?.associations.set(association.id, association);
    for (const role of roles) account?.roles.set(role.name, role);
    for (const secret of secrets) account?.secrets.set(secret.arn, secret);
  }
}
