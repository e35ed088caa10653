import type { Database } from "#db/client.ts";
import type { Grants } from "#lib/access/policy.ts";
import type { Locale } from "./locale.ts";

export type Actor =
  | { kind: "anonymous" }
  | { kind: "user"; userId: string; login: string }
  /** A program with a token of a user's: whatever it does, that user did. */
  | { kind: "token"; tokenId: string; userId: string; login: string }
  /** Slipway's own processes; `name` says which. */
  | { kind: "system"; name: string };

/** Everything a command or a query may know of its caller. */
export type RequestContext = {
  db: Database;
  actor: Actor;
  grants: Grants | null;
  requestId: string;
  /** The language of whoever reads the answer. What is kept and logged is in none, or in English. */
  locale: Locale;
  /** Where the request came from, for the audit trail. */
  address: string | null;
};

/** The user behind a request; commands that store who did it call it after they were authorised. */
export function userIdOf(actor: Actor): string {
  if (actor.kind !== "user" && actor.kind !== "token") throw new Error(`A ${actor.kind} actor has no user id`);
  return actor.userId;
}
