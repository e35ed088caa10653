import { type ErrorCode, type Missing, SlipwayError } from "./errors.ts";
import { log } from "./log.ts";

export type Failure = {
  code: ErrorCode;
  message: string;
  fields?: Record<string, string>;
  missing?: Missing;
  requestId: string;
};

export type Result<T> = { ok: true; data: T } | { ok: false; error: Failure };

/** What a person is told of a thrown value. A bug is logged with its stack and told with its request id alone. */
export function toFailure(error: unknown, requestId: string, name: string): Failure {
  if (!(error instanceof SlipwayError)) {
    log.error({ err: error, requestId, name }, "unexpected failure");
    return {
      code: "internal",
      message: "Something went wrong on our side. The request id helps us to find it.",
      requestId,
    };
  }
  if (error.cause)
    log.warn(
      { err: error, cause: error.cause instanceof Error ? error.cause.name : undefined, requestId, name },
      error.code,
    );
  return {
    code: error.code,
    message: error.publicMessage,
    ...(error.fields ? { fields: error.fields } : {}),
    ...(error.missing ? { missing: error.missing } : {}),
    requestId,
  };
}
