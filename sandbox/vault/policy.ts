export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list" | "sudo" | "deny" | "root";
export type PolicyRule = { path: string; capabilities: string[] };
export type Policies = Record<string, PolicyRule[]>;

/** What every token may do (Vault documentation, "Default policy"), as far as the stand-in has these paths. */
export const defaultPolicy: PolicyRule[] = [
  { path: "auth/token/lookup-self", capabilities: ["read"] },
  { path: "auth/token/renew-self", capabilities: ["update"] },
  { path: "auth/token/revoke-self", capabilities: ["update"] },
  { path: "sys/capabilities-self", capabilities: ["update"] },
];

/**
 * The capabilities that named policies give on a path (Vault documentation, "Policies", priority matching): the most specific
 * pattern decides alone, rules of one pattern in several policies add up, and deny among them beats all.
 */
export function capabilitiesOn(policies: Policies, names: string[], path: string): Capability[] {
  if (names.includes("root")) return ["root"];
  const rules = names.flatMap((name) => policies[name] ?? []).filter((rule) => matches(rule.path, path));
  const best = rules.map((rule) => rule.path).sort(compareSpecificity)[0];
  const given = new Set(rules.filter((rule) => rule.path === best).flatMap((rule) => rule.capabilities));
  if (given.size === 0 || given.has("deny")) return ["deny"];
  return [...given].sort() as Capability[];
}

export function allows(capabilities: Capability[], wanted: Capability): boolean {
  return capabilities.includes("root") || capabilities.includes(wanted);
}

/** `*` is a wildcard at the end only; `+` stands for exactly one whole segment. */
function matches(pattern: string, path: string): boolean {
  const isPrefix = pattern.endsWith("*");
  const wanted = (isPrefix ? pattern.slice(0, -1) : pattern).split("/");
  const given = path.split("/");
  if (isPrefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => {
    const actual = given[index] ?? "";
    if (segment === "+") return actual !== "";
    return isPrefix && index === wanted.length - 1 ? actual.startsWith(segment) : actual === segment;
  });
}

/** Sorts the more specific pattern first, by the five documented criteria. */
function compareSpecificity(a: string, b: string): number {
  return (
    firstWildcard(b) - firstWildcard(a) ||
    Number(a.endsWith("*")) - Number(b.endsWith("*")) ||
    plusCount(a) - plusCount(b) ||
    b.length - a.length ||
    (a < b ? 1 : a > b ? -1 : 0)
  );
}

function firstWildcard(pattern: string): number {
  const plus = `/${pattern}/`.indexOf("/+/");
  const star = pattern.endsWith("*") ? pattern.length - 1 : -1;
  const found = [plus, star].filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : Number.POSITIVE_INFINITY;
}

const plusCount = (pattern: string) => pattern.split("/").filter((segment) => segment === "+").length;

/** A policy as Vault gives it back: HCL. */
export function policyText(rules: PolicyRule[]): string {
  return rules
    .map(({ path, capabilities }) => {
      const list = capabilities.map((capability) => JSON.stringify(capability)).join(", ");
      return `path ${JSON.stringify(path)} {\n  capabilities = [${list}]\n}\n`;
    })
    .join("\n");
}
