import { type Caller, userContext } from "#lib/auth/user-context.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { database } from "#lib/platform/database.ts";
import type { Result } from "#lib/platform/result.ts";

/** A revocation ends what is streaming within this time; also how often an idle stream shows that it lives. */
const checkEveryMs = 20_000;

export type Permit<T> = (ctx: RequestContext) => Promise<Result<T>>;

/**
 * Asks again and again, with the grants of that moment, whether a stream may go on. Where the question itself fails the stream ends
 * too: the browser comes back and is asked anew. Returns how to stop asking.
 */
export function recheck<T>(
  caller: Caller,
  permit: Permit<T>,
  { still, ended }: { still?: () => void; ended: (refused: boolean) => void },
) {
  const timer = setInterval(async () => {
    const answer = await userContext(database().db, caller)
      .then(permit)
      .catch(() => undefined);
    if (answer?.ok) return still?.();
    ended(answer !== undefined && answer.error.code !== "internal");
  }, checkEveryMs);
  return () => clearInterval(timer);
}
