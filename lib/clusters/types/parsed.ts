import type { z } from "zod";
import { invalid } from "#lib/platform/errors.ts";
import { fieldsSaid } from "#lib/platform/fields-said.ts";

/** What the schema makes of a value; throws `invalid` with a message per field, and never with the value. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid("connection-incomplete", {}, fieldsSaid(result.error, value));
}
