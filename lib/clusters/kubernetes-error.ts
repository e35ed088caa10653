import { SlipwayError } from "#lib/platform/errors.ts";
import { AddressRefused, addressRefused } from "#lib/platform/guarded-agent.ts";
import { codeOfSystemError, isRead, RequestTimeout } from "#lib/platform/http-request.ts";
import { redact } from "#lib/platform/log.ts";
import { type Said, say, says } from "#lib/platform/say.ts";

/** What was asked of which cluster: goes into the words and the details of every error. */
export type Asked = { cluster: string; method: string; path: string; what: Said };

/** Failures that come before anything was sent, so that even a write certainly did not happen. */
const NOTHING_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|UNABLE_TO_.*|.*SELF_SIGNED.*)$/;

/**
 * A network failure in Slipway's words. A write whose connection broke after it may have been sent is `timeout`:
 * its outcome is unknown and must be looked up. Anything that is not a network failure comes back as it is.
 */
export function networkError(asked: Asked, error: unknown): unknown {
  const { cluster, method, what } = asked;
  if (error instanceof AddressRefused)
    return addressRefused(says("named-cluster", { cluster }), error, { cluster, what: say(what, "en") });
  const details = { cluster, method, path: asked.path, upstream: codeOfSystemError(error) };
  if (error instanceof RequestTimeout)
    return new SlipwayError("timeout", { says: says("cluster-slow", { cluster, what }), details, cause: error });
  const code = codeOfSystemError(error);
  if (code === undefined) return error;
  if (isRead(method) || NOTHING_SENT.test(code))
    return new SlipwayError("unreachable", {
      message: `${cluster}: ${say(what, "en")}: ${error instanceof Error ? error.message : code}`,
      says: says("cluster-unreachable", { cluster, code }),
      details,
      cause: error,
    });
  return new SlipwayError("timeout", { says: says("cluster-broke", { cluster, what }), details, cause: error });
}

type Status = { message?: string; reason?: string };

/**
 * A Kubernetes `Status` answer in Slipway's words.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#api-responses
 */
export function statusError(asked: Asked, status: number, body: string | Status, retryAfter?: string): SlipwayError {
  const { message: told = "", reason } = typeof body === "string" ? parseStatus(body) : body;
  // It may hold a credential, and is kept with a run.
  const message = redact(told);
  const { cluster, what } = asked;
  const details = { cluster, method: asked.method, path: asked.path, status, reason };
  const error = (code: SlipwayError["code"], said: Said) =>
    new SlipwayError(code, { message: `${cluster}: ${say(what, "en")}: ${status} ${message}`, says: said, details });

  if (status === 401) return error("denied", says("cluster-credential", { cluster }));
  if (status === 403 && isAdmission(message))
    return error("refused", says("cluster-refused", { cluster, what, message }));
  if (status === 403) return error("denied", says("cluster-denied", { cluster, what }));
  if (status === 404)
    return error("not-found", says("cluster-could-not", { cluster, what, message: message || says("not-there") }));
  if (status === 409 || status === 410)
    return error("conflict", says("cluster-could-not", { cluster, what, message: message || `${reason}` }));
  if (status === 429)
    return new SlipwayError("rate-limited", {
      says: says("cluster-rate", { cluster }),
      details: { ...details, retryAfterSeconds: Number(retryAfter) || undefined },
    });
  if (status >= 500) return error("unavailable", says("cluster-unavailable", { cluster, what, status }));
  if (status >= 300 && status < 400) return error("unavailable", says("cluster-redirects", { cluster }));
  return error("invalid", says("cluster-refused", { cluster, what, message: message || status }));
}

/** Admission (quota, Pod Security, webhooks) answers 403 as RBAC does; only RBAC's says `User "…" cannot …`. */
const isAdmission = (message: string) => message !== "" && !/(User|system:\S+) .*cannot /.test(message);

function parseStatus(body: string): Status {
  try {
    const status: unknown = JSON.parse(body);
    return typeof status === "object" && status !== null ? status : {};
  } catch {
    return { message: body.slice(0, 200) };
  }
}
