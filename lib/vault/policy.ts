export type VaultRule = { path: string; capabilities: string[] };

/**
 * The rules of an ACL policy in its simple form, `path "…" { capabilities = ["…"] }`. Other settings inside a block are passed over.
 * https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export function parsePolicy(hcl: string): VaultRule[] {
  const uncommented = hcl.replace(/("(?:[^"\\]|\\.)*")|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, text) => text ?? "");
  const rules: VaultRule[] = [];
  for (const block of uncommented.matchAll(/path\s+"([^"]*)"\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*"|\{[^{}]*\})*)\}/g)) {
    const list = /capabilities\s*=\s*\[([^\]]*)\]/.exec(block[2] ?? "")?.[1] ?? "";
    rules.push({ path: block[1] ?? "", capabilities: [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "") });
  }
  return rules;
}

/**
 * Whether rules of all of a token's policies together allow reading a path. Of the rules that fit, the most specific path counts;
 * the same path in several policies adds up, and a `deny` there wins.
 * https://developer.hashicorp.com/vault/docs/concepts/policies#priority-matching
 */
export function allowsRead(rules: VaultRule[], path: string): boolean {
  const fitting = rules.filter((rule) => fits(rule.path, path)).sort(bySpecificity);
  const best = fitting[0]?.path;
  const capabilities = fitting.filter((rule) => rule.path === best).flatMap((rule) => rule.capabilities);
  return capabilities.includes("read") && !capabilities.includes("deny");
}

/** `+` stands for one segment, a last `*` for any ending. */
function fits(pattern: string, path: string): boolean {
  const isPrefix = pattern.endsWith("*");
  const wanted = (isPrefix ? pattern.slice(0, -1) : pattern).split("/");
  const given = path.split("/");
  if (isPrefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => {
    const value = given[index] ?? "";
    if (segment === "+") return true;
    return isPrefix && index === wanted.length - 1 ? value.startsWith(segment) : value === segment;
  });
}

/** The most specific first, in the order of Vault's five rules. */
function bySpecificity({ path: a }: VaultRule, { path: b }: VaultRule): number {
  return (
    firstWildcard(b) - firstWildcard(a) ||
    Number(a.endsWith("*")) - Number(b.endsWith("*")) ||
    plusSegments(a) - plusSegments(b) ||
    b.length - a.length ||
    (a < b ? 1 : a > b ? -1 : 0)
  );
}

const firstWildcard = (path: string) => {
  const at = path.search(/(?<=^|\/)\+(?=\/|$)|\*$/);
  return at === -1 ? Number.MAX_SAFE_INTEGER : at;
};
const plusSegments = (path: string) => path.split("/").filter((segment) => segment === "+").length;
