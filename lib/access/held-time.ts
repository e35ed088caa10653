import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/** So many days from now by the database's clock; null for good. Whole milliseconds, as a program reads them. */
export const daysFromNow = (days: SQL | number | null) =>
  sql<Date | null>`date_trunc('milliseconds', now()) + make_interval(hours => 24 * ${days}::int)`;

/** A grant that still holds after so many days from now; null days: one without an end. */
export const lastsFor = (expiresAt: AnyPgColumn, days: number | null) =>
  sql`(${expiresAt} is null or ${expiresAt} >= ${daysFromNow(days)})`;

/** In an upsert: whether the row that comes holds for longer than the one that is there. */
export const lastsLonger = (expiresAt: AnyPgColumn) =>
  sql`${expiresAt} is not null and (excluded.expires_at is null or excluded.expires_at > ${expiresAt})`;
