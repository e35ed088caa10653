import type { z } from "zod";
import { invalid } from "#lib/platform/errors.ts";

/** What the schema makes of a value; throws `invalid` with a message per field, and never with the value. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join("."), message]));
  throw invalid("The cluster's connection is not complete or not of its type", fields);
}
