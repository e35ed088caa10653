type OneOrMany<T> = T | T[];

export type PrincipalElement =
  | "*"
  | { AWS?: OneOrMany<string>; Federated?: OneOrMany<string>; Service?: OneOrMany<string> };
export type ConditionElement = Record<string, Record<string, OneOrMany<string | number | boolean>>>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export type PolicyStatement = {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: PrincipalElement;
  NotPrincipal?: PrincipalElement;
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
  Condition?: ConditionElement;
};

export type PolicyDocument = { Version?: string; Id?: string; Statement: OneOrMany<PolicyStatement> };

/** Request context: condition key → its value or values. Keys are compared without regard to case. */
export type RequestContext = Record<string, string | string[]>;

export function list<T>(value: OneOrMany<T> | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

export function contextValues(context: RequestContext, key: string): string[] | undefined {
  const found = Object.keys(context).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : list(context[found]);
}

/** Reads a policy from JSON. Throws an Error that says in AWS's terms what is wrong with it. */
export function parsePolicy(text: string): PolicyDocument {
  let document: PolicyDocument;
  try {
    document = JSON.parse(text) as PolicyDocument;
  } catch {
    throw new Error("Syntax errors in policy.");
  }
  if (document.Version !== undefined && !["2012-10-17", "2008-10-17"].includes(document.Version)) {
    throw new Error("The policy must contain a valid version string");
  }
  const statements = list(document.Statement);
  if (statements.length === 0) throw new Error("Syntax errors in policy.");
  for (const statement of statements) {
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
      throw new Error("Policy statement must contain effect.");
    if (!statement.Action === !statement.NotAction) throw new Error("Policy statement must contain actions.");
  }
  return document;
}
