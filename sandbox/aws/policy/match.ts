import { contextValues, list, type PolicyStatement, type RequestContext } from "./policy-document.ts";

/** `*` stands for any run of characters, `?` for one. */
export function glob(pattern: string, text: string): boolean {
  return toRegExp(pattern.split("").map((char) => (char === "*" || char === "?" ? { wild: char } : char))).test(text);
}

type Token = string | { wild: string };

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
    return token.wild === "*" ? "[\\s\\S]*" : "[\\s\\S]";
  });
  return new RegExp(`^${source.join("")}$`, flags);
}

/** An ARN's six parts are compared one by one, so that a `*` does not run over a colon. */
export function matchesArn(pattern: Token[], arn: string): boolean {
  return matchesParts(splitArn(pattern), arn);
}

function matchesParts(parts: Token[][], arn: string): boolean {
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

/**
 * Resource and NotResource. Parts that a pattern leaves out at its end are completed with `*`, as IAM does. A statement without either (a trust policy) is about the resource it is attached to.
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
      if (tokens === undefined || pattern === "*") return tokens !== undefined;
      const parts = splitArn(tokens);
      while (parts.length < 6) parts.push([{ wild: "*" }]);
      return matchesParts(parts, resource);
    });
  if (statement.Resource !== undefined) return matches(list(statement.Resource));
  if (statement.NotResource !== undefined) return !matches(list(statement.NotResource));
  return true;
}
