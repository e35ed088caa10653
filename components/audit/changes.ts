/** One thing that a row says was changed: where it stands in the detail, and what it was and is. undefined: it was not there. */
export type Change = { path: string; before: string | undefined; after: string | undefined };

export type Told = {
  changes: Change[];
  /** What the row says besides. */
  rest: [path: string, value: string][];
};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Every value of a detail by its path: `config.region`, `grants.0.role`. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
}

/**
 * What a row's detail says was changed. Rows hold `before` and `after`; where there is no `after` it is what stands beside `before` under
 * the same names.
 */
export function changesOf(detail: Record<string, unknown>): Told {
  const { before, after, ...others } = detail;
  const told = "before" in detail || "after" in detail;
  const names = isObject(before) && !Array.isArray(before) ? Object.keys(before) : [];
  const now = "after" in detail ? after : Object.fromEntries(names.map((name) => [name, others[name]]));
  const [was, is] = [new Map(flatten(before)), new Map(flatten(now))];
  const paths = [...new Set([...was.keys(), ...is.keys()])];
  const shown =
    "after" in detail ? others : Object.fromEntries(Object.entries(others).filter(([name]) => !names.includes(name)));
  return {
    changes: told ? paths.map((path) => ({ path, before: was.get(path), after: is.get(path) })) : [],
    rest: flatten(shown),
  };
}
