/** One thing that a row says was changed: where it stands in the detail, and what it was and is. undefined: it was not there. */
export type Change = { path: string; before: string | undefined; after: string | undefined };

type Told = {
  changes: Change[];
  /** What the row says besides. */
  rest: [path: string, value: string][];
};
type Detail = Record<string, unknown>;

const isObject = (value: unknown): value is Detail => typeof value === "object" && value !== null;

/** Every value of a detail by its path: `config.region`, `grants.0.role`. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
}

function compare(before: unknown, after: unknown, path = ""): Change[] {
  const [was, is] = [new Map(flatten(before, path)), new Map(flatten(after, path))];
  return [...new Set([...was.keys(), ...is.keys()])].map((at) => ({
    path: at,
    before: was.get(at),
    after: is.get(at),
  }));
}

/**
 * What a row's detail says was changed. Rows hold `before` and `after`; in older ones without an `after` it is what stands beside `before`
 * under the same names. A row about something else may hold a change under its name, as a sign-in the groups of who signed in.
 */
export function changesOf(detail: Detail): Told {
  const { before, after, ...others } = detail;
  const beside = isObject(before) && !Array.isArray(before) && !("after" in detail) ? Object.keys(before) : [];
  const now = "after" in detail ? after : Object.fromEntries(beside.map((name) => [name, others[name]]));
  const changes = compare(before, now);
  const rest: Told["rest"] = [];
  for (const [name, value] of Object.entries(others)) {
    if (beside.includes(name)) continue;
    if (isObject(value) && "before" in value && "after" in value)
      changes.push(...compare(value.before, value.after, name));
    else rest.push(...flatten(value, name));
  }
  return { changes, rest };
}
