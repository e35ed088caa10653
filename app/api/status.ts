import type { ErrorCode } from "#lib/platform/errors.ts";
import type { Failure } from "#lib/platform/result.ts";

const statuses: Record<ErrorCode, number> = {
  unauthenticated: 401,
  denied: 403,
  "not-found": 404,
  invalid: 400,
  conflict: 409,
  refused: 409,
  unreachable: 503,
  timeout: 503,
  "rate-limited": 503,
  unavailable: 503,
  internal: 500,
};

/** A failure as an HTTP answer, never kept by a cache. */
export const failure = (error: Failure): Response =>
  Response.json(
    { error },
    { status: statuses[error.code], headers: { "cache-control": "no-store", "x-request-id": error.requestId } },
  );
