import type { z } from "zod";
import { isSaidKey, type Said, type SaidKey, says } from "./say.ts";

/** The sentence of a rule of a schema's own. */
export type FieldKey = Extract<SaidKey, `field.${string}`>;

/**
 * What zod found wrong with an input, one sentence for each field; never the value. A rule of a schema's own says the sentence that is its
 * message: `.regex(…, "field.login" satisfies FieldKey)`.
 */
export function fieldsSaid(error: z.core.$ZodError, input: unknown): Record<string, Said> {
  const fields: Record<string, Said> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= sentenceOf(issue, input);
  return fields;
}

function sentenceOf(issue: z.core.$ZodIssue, input: unknown): Said {
  if (isSaidKey(issue.message)) return { key: issue.message, params: {} };
  switch (issue.code) {
    case "invalid_type":
      if (valueAt(input, issue.path) === undefined) return says("field.missing");
      return issue.expected === "int" ? says("field.whole-number") : says("field.invalid");
    case "too_small":
      if (issue.origin === "string") return says("field.too-short", { least: Number(issue.minimum) });
      if (issue.origin === "array") return says("field.too-few", { least: Number(issue.minimum) });
      return says("field.too-small", { least: String(issue.minimum) });
    case "too_big":
      if (issue.origin === "string") return says("field.too-long", { most: Number(issue.maximum) });
      if (issue.origin === "array") return says("field.too-many", { most: Number(issue.maximum) });
      return says("field.too-big", { most: String(issue.maximum) });
    case "invalid_value":
      return says("field.one-of", { values: issue.values.map(String) });
    case "invalid_format":
      if (issue.format === "starts_with")
        return says("field.starts-with", { prefix: String((issue as { prefix?: string }).prefix) });
      return issue.format === "url" ? says("field.url") : says("field.form");
    case "unrecognized_keys":
      return says("field.unknown", { names: issue.keys });
    default:
      return says("field.invalid");
  }
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], input);
