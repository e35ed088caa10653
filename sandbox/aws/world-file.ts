import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Role, Secret, User, World } from "./world.ts";

type Kept = { users: User[]; roles: Role[]; secrets: Secret[] };

/** Writes what API calls can change in accounts, whole or not at all. */
export function saveWorld(path: string, world: World) {
  const kept = Object.fromEntries(
    [...world].map(([id, account]): [string, Kept] => [
      id,
      {
        users: [...account.users.values()],
        roles: [...account.roles.values()],
        secrets: [...account.secrets.values()],
      },
    ]),
  );
  writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Puts what was saved over the seed: a key that was deleted stays deleted, and what only the seed has is kept. */
export function restoreWorld(path: string, world: World) {
  if (!existsSync(path)) return;
  const saved = JSON.parse(readFileSync(path, "utf8")) as Record<string, Kept>;
  for (const [id, { users, roles, secrets }] of Object.entries(saved)) {
    const account = world.get(id);
    for (const user of users) account?.users.set(user.name, user);
    for (const role of roles) account?.roles.set(role.name, role);
    for (const secret of secrets) account?.secrets.set(secret.arn, secret);
  }
}
