import { InitFailure } from "./failure.ts";

/**
 * Takes one field of a JSON secret. Without a key it takes the only field there is; several need a choice, because a
 * secret that gains a field later must not change what the job reads. Errors name fields, never values.
 */
export function secretField(id: string, fields: Record<string, unknown>, key: string | undefined): string {
  const names = Object.keys(fields);
  if (key === undefined) {
    const [only, ...others] = names;
    if (only === undefined) throw new InitFailure("missing", `secret ${id} has no fields`);
    if (others.length > 0) {
      throw new InitFailure("configuration", `secret ${id} has ${names.length} fields (${listed(names)}): choose one`);
    }
    return textOf(fields[only]);
  }
  if (!Object.hasOwn(fields, key)) {
    throw new InitFailure("missing", `secret ${id} has no field ${key}; it has ${listed(names) || "none"}`);
  }
  return textOf(fields[key]);
}

/** Parses a JSON secret. The parser's own message is dropped: it quotes the text. */
export function parseJsonSecret(id: string, key: string, text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {}
  throw new InitFailure("missing", `secret ${id} is not a JSON object, so it has no field ${key}`);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function listed(names: string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(", ")}, …` : names.join(", ");
}
