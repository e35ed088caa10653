import { z } from "zod";
import type { FieldKey } from "#lib/platform/fields-said.ts";
import { ListInput } from "#lib/platform/page.ts";

const isTimeZone = (name: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
};

/** Which rows of the trail are meant; what is null is not filtered by. Days are whole days in `zone`, the last one included. */
const filters = {
  /** A part of who did it, or the whole of a request id or an address. */
  search: z.string().max(200).default(""),
  /** Who did it, whole. */
  actor: z.string().max(200).nullable().default(null),
  action: z.string().max(100).nullable().default(null),
  outcome: z.enum(["done", "refused"]).nullable().default(null),
  /** Slug of a project. */
  project: z.string().max(100).nullable().default(null),
  fromDay: z.iso.date().nullable().default(null),
  toDay: z.iso.date().nullable().default(null),
  zone: z
    .string()
    .refine(isTimeZone, "field.time-zone" satisfies FieldKey)
    .default("UTC"),
};
const AuditFilter = z.strictObject(filters);
export type AuditFilter = z.output<typeof AuditFilter>;

export const ListAuditInput = ListInput.extend(filters);
export const ExportAuditInput = AuditFilter.extend({ format: z.enum(["csv", "ndjson"]) });
export type ExportAuditInput = z.output<typeof ExportAuditInput>;

export const GetAuditInput = z.strictObject({ sequence: z.int().min(1) });

const Link = z.strictObject({ sequence: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
/** The row up to which the caller has verified the trail already; null at the beginning. */
export const VerifyAuditInput = z.strictObject({ after: Link.nullable().default(null) });
