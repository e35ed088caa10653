import type { RequestContext } from "./context.ts";
import { type ErrorCode, type Fields, type Missing, SlipwayError } from "./errors.ts";
import type { Locale } from "./locale.ts";
import { log } from "./log.ts";
import { say, says } from "./say.ts";

export type Failure = {
  code: ErrorCode;
  message: string;
  fields?: Record<string, string>;
  missing?: Missing;
  requestId: string;
};

export type Result<T> = { ok: true; data: T } | { ok: false; error: Failure };

/** What a person is told of a thrown value, in their language. A bug is logged with its stack and told with its request id alone. */
export function toFailure(
  error: unknown,
  { requestId, locale }: Pick<RequestContext, "requestId" | "locale">,
  name: string,
): Failure {
  if (!(error instanceof SlipwayError)) {
    log.error({ err: error, requestId, name }, "unexpected failure");
    return { code: "internal", message: say(says("internal"), locale), requestId };
  }
  if (error.cause)
    log.warn(
      { err: error, cause: error.cause instanceof Error ? error.cause.name : undefined, requestId, name },
      error.code,
    );
  return {
    code: error.code,
    message: say(error.says, locale),
    ...(error.fields ? { fields: fieldWords(error.fields, locale) } : {}),
    ...(error.missing ? { missing: error.missing } : {}),
    requestId,
  };
}

const fieldWords = (fields: Fields, locale: Locale): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, said]) => [field, say(said, locale)]));
