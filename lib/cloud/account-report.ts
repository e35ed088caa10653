import type { ErrorCode } from "#lib/platform/errors.ts";

/** Whether the credential may do something: `partly` where it holds for some of what is mapped, `unknown` where it could not be found out. */
export type Verdict = "allowed" | "denied" | "partly" | "unknown";
export type Ability = {
  /** `s3:PutObject`; `read secret/metadata/*`; `GET /v2/_catalog`. */
  action: string;
  /** messages: cloud.purpose */
  purpose: string;
  verdict: Verdict;
  /** What it is denied on. */
  on: string[];
};

/** One thing that the account reaches, as the credential found it. */
export type ReportPart = {
  part: "aws" | "s3" | "registry" | "vault";
  /** Where it was asked. */
  place: string;
  /** Null: it answered, and takes the credential. */
  problem: { code: ErrorCode | "other-account"; message: string } | null;
  /** Whom it takes Slipway for. */
  identity: string | null;
  expiresAt: Date | null;
  abilities: Ability[];
  /** What to give the identity so that nothing is missing; null where there is nothing to copy. */
  policy: { language: "json" | "hcl"; text: string } | null;
};
export type AccountReport = { parts: ReportPart[] };

/** What the account holds in Slipway: what the abilities are held against. */
export type Mapped = {
  buckets: string[];
  repositories: string[];
  secrets: string[];
  roles: string[];
  clusters: string[];
};
export const nothingMapped: Mapped = { buckets: [], repositories: [], secrets: [], roles: [], clusters: [] };
