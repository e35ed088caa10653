import { contextValues, list, type PolicyStatement, type RequestContext } from "./policy-document.ts";

/** `*` stands for any run of characters, `?` for one. */
export function glob(pattern: string, text: string): boolean {
  return toRegExp(pattern.split("").map((char) => (char === "*" || char === "?" ? { wild: char } : char))).test(text);
}

/** A character, or a wildcard; `*:` is a `*` that stops at a colon. */
type Token = string | { wild: "*" | "?" | "*:" };

/**
 * Puts the request's values into a pattern's `${…}` variables. What a variable brings is literal, also when it holds a `*`.
 * Undefined when a variable has no value, which makes the element match nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(pattern: string, context: RequestContext, variables: boolean): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const [whole, name, fallback] =
      (variables && /^\$\{([^},]+?)(?:\s*,\s*'([^']*)')?\}/.exec(pattern.slice(at))) || [];
    if (whole === undefined || name === undefined) {
      const char = pattern[at++] as string;
      tokens.push(char === "*" || char === "?" ? { wild: char } : char);
      continue;
    }
    at += whole.length;
    const value = ["*", "?", "$"].includes(name) ? name : (single(contextValues(context, name)) ?? fallback);
    if (value === undefined) return undefined;
    tokens.push(...value.split(""));
  }
  return tokens;
}

function single(values: string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}

export function toRegExp(tokens: Token[], flags = ""): RegExp {
  const source = tokens.map((token) => {
    if (typeof token === "string") return token.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return { "*": "[\\s\\S]*", "?": "[\\s\\S]", "*:": "[^:]*" }[token.wild];
  });
  return new RegExp(`^${source.join("")}$`, flags);
}

/**
 * ArnEquals and ArnLike: an ARN's six parts are compared one by one, so that a `*` does not run over a colon.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: Token[], arn: string): boolean {
  const parts = splitArn(pattern);
  const values = arn.split(":");
  if (parts.length < 6 || values.length < 6) return false;
  return parts.every((part, at) => toRegExp(part).test(at < 5 ? (values[at] as string) : values.slice(5).join(":")));
}

function splitArn(tokens: Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token === ":" && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Action and NotAction: case does not matter. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
export function matchesAction(statement: PolicyStatement, action: string): boolean {
  const matches = (patterns: string[]) => patterns.some((pattern) => glob(pattern.toLowerCase(), action.toLowerCase()));
  return statement.Action !== undefined ? matches(list(statement.Action)) : !matches(list(statement.NotAction));
}

/** A `*` inside one of the first five parts stays in it; one that ends its part may run on over the colons. */
function matchesResourceArn(pattern: Token[], arn: string): boolean {
  let colons = 0;
  const tokens = pattern.map((token, at): Token => {
    if (token === ":") colons += 1;
    const inside = colons < 5 && at + 1 < pattern.length && pattern[at + 1] !== ":";
    return typeof token !== "string" && token.wild === "*" && inside ? { wild: "*:" } : token;
  });
  return toRegExp(tokens).test(arn);
}

/** The parts that a pattern leaves out at its end are `*`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function completed(pattern: Token[]): Token[] {
  const missing = 6 - splitArn(pattern).length;
  return [...pattern, ...Array.from({ length: Math.max(0, missing) }, (): Token[] => [":", { wild: "*" }]).flat()];
}

/**
 * Resource and NotResource. A statement without either (a trust policy) is about the resource it is attached to.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesResource(
  statement: PolicyStatement,
  resource: string,
  context: RequestContext,
  variables: boolean,
): boolean {
  const matches = (patterns: string[]) =>
    patterns.some((pattern) => {
      const tokens = expand(pattern, context, variables);
      return (
        tokens !== undefined &&
        (matchesResourceArn(tokens, resource) || matchesResourceArn(completed(tokens), resource))
      );
    });
  if (statement.Resource !== undefined) return matches(list(statement.Resource));
  if (statement.NotResource !== undefined) return !matches(list(statement.NotResource));
  return true;
}
