import { type About, type Said, type SaidKey, say, unchecked } from "./say.ts";

/** What went wrong, in the few words the product knows. */
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

/** What is wrong with which field of an input, by its path. */
export type Fields = Record<string, Said>;

type Options = {
  /** For the log, in English like all of it: may name hosts and upstream codes, never a credential. */
  message?: string;
  /** For the person: what happened, to what, and what to do next. */
  says: Said;
  fields?: Fields;
  missing?: Missing;
  /** Where it happened: cluster, account, bucket… Shown in the log. */
  details?: Record<string, string | number | undefined>;
  cause?: unknown;
};

/** The one error that crosses a boundary in Slipway. Adapters translate an SDK's errors to it once. Its `message` is English. */
export class SlipwayError extends Error {
  readonly code: ErrorCode;
  readonly says: Said;
  readonly fields: Fields | undefined;
  readonly missing: Missing | undefined;
  readonly details: Record<string, string | number | undefined>;

  constructor(code: ErrorCode, options: Options) {
    super(options.message ?? say(options.says, "en"), { cause: options.cause });
    this.name = "SlipwayError";
    this.code = code;
    this.says = options.says;
    this.fields = options.fields;
    this.missing = options.missing;
    this.details = options.details ?? {};
  }

  /** What it says to the person, in the language of whoever is spoken to. */
  get publicMessage(): string {
    return say(this.says);
  }
}

/** The code of any thrown value; a bug is `internal`. */
export const codeOf = (error: unknown): ErrorCode => (error instanceof SlipwayError ? error.code : "internal");

/** Each takes a sentence of `messages/server` by its name, and the sentence's parameters. */
export const denied = <Key extends SaidKey>(key: Key, ...[params, missing]: About<Key, [missing?: Missing]>) =>
  new SlipwayError("denied", { says: unchecked(key, params), ...(missing && { missing }) });
export const notFound = <Key extends SaidKey>(key: Key, ...[params]: About<Key>) =>
  new SlipwayError("not-found", { says: unchecked(key, params) });
export const conflict = <Key extends SaidKey>(key: Key, ...[params]: About<Key>) =>
  new SlipwayError("conflict", { says: unchecked(key, params) });
export const invalid = <Key extends SaidKey>(key: Key, ...[params, fields]: About<Key, [fields?: Fields]>) =>
  new SlipwayError("invalid", { says: unchecked(key, params), ...(fields && { fields }) });
type Details = Record<string, string>;
export const refused = <Key extends SaidKey>(key: Key, ...[params, details]: About<Key, [details?: Details]>) =>
  new SlipwayError("refused", { says: unchecked(key, params), ...(details && { details }) });
