import { eq } from "drizzle-orm";
import { cache } from "react";
import { users } from "#db/schema/people.ts";
import { currentContext } from "./current-context.ts";

/** Who is signed in, as the frame shows it; null for nobody. */
export const currentUser = cache(async (): Promise<{ login: string; name: string } | null> => {
  const { db, actor } = await currentContext();
  if (actor.kind !== "user") return null;
  const [user] = await db
    .select({ login: users.login, name: users.name })
    .from(users)
    .where(eq(users.id, actor.userId));
  return user ?? null;
});
