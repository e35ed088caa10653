/** What went wrong, in the few words the product knows. The page translates `error.<code>`; the message is English. */
export type ErrorCode =
  | "unauthenticated"
  | "denied"
  | "not-found"
  | "invalid"
  | "conflict"
  | "refused"
  | "unreachable"
  | "timeout"
  | "rate-limited"
  | "unavailable"
  | "internal";

/** What a person lacks, so that the page can offer an access request that is already filled in. */
export type Missing = { kind: "project-role" | "namespace" | "service-account" | "binding"; [detail: string]: string };

type Options = {
  /** For the log: may name hosts and upstream codes, never a credential. */
  message?: string;
  /** For the person: what happened, to what, and what to do next. */
  publicMessage: string;
  fields?: Record<string, string>;
  missing?: Missing;
  /** Where it happened: cluster, account, bucket… Shown in the log. */
  details?: Record<string, string | number | undefined>;
  cause?: unknown;
};

/** The one error that crosses a boundary in Slipway. Adapters translate an SDK's errors to it once. */
export class SlipwayError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly fields: Record<string, string> | undefined;
  readonly missing: Missing | undefined;
  readonly details: Record<string, string | number | undefined>;

  constructor(code: ErrorCode, options: Options) {
    super(options.message ?? options.publicMessage, { cause: options.cause });
    this.name = "SlipwayError";
    this.code = code;
    this.publicMessage = options.publicMessage;
    this.fields = options.fields;
    this.missing = options.missing;
    this.details = options.details ?? {};
  }
}

/** The code of any thrown value; a bug is `internal`. */
export const codeOf = (error: unknown): ErrorCode => (error instanceof SlipwayError ? error.code : "internal");

export const denied = (publicMessage: string, missing?: Missing) =>
  new SlipwayError("denied", missing ? { publicMessage, missing } : { publicMessage });
export const notFound = (what: string) => new SlipwayError("not-found", { publicMessage: `${what} was not found` });
export const conflict = (publicMessage: string) => new SlipwayError("conflict", { publicMessage });
export const invalid = (publicMessage: string, fields?: Record<string, string>) =>
  new SlipwayError("invalid", fields ? { publicMessage, fields } : { publicMessage });
export const refused = (publicMessage: string, details?: Record<string, string>) =>
  new SlipwayError("refused", details ? { publicMessage, details } : { publicMessage });
