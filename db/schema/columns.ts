import { sql } from "drizzle-orm";
import { integer, timestamp, uuid } from "drizzle-orm/pg-core";

/** Primary key: UUIDv7, made by the database, so that ids sort by the time they were made. */
export const id = () => uuid("id").primaryKey().default(sql`uuidv7()`);

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const createdAt = () => instant("created_at").notNull().defaultNow();

export const updatedAt = () =>
  instant("updated_at")
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date());

/** Optimistic lock on what people edit. */
export const version = () => integer("version").notNull().default(1);
