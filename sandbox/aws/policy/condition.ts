import { BlockList, isIPv6 } from "node:net";
import { expand, matchesArn, toRegExp } from "./match.ts";
import { type ConditionElement, contextValues, list, type RequestContext } from "./policy-document.ts";

type Test = (expected: string, actual: string, context: RequestContext, variables: boolean) => boolean;

const numeric =
  (compare: (a: number, b: number) => boolean): Test =>
  (expected, actual) =>
    compare(Number(actual), Number(expected));
const dated =
  (compare: (a: number, b: number) => boolean): Test =>
  (expected, actual) =>
    compare(toTime(actual), toTime(expected));

const exact =
  (flags: string): Test =>
  (expected, actual, context, variables) => {
    const tokens = expand(expected, context, variables);
    // In an exact comparison a * is just a star.
    return (
      tokens !== undefined &&
      toRegExp(
        tokens.map((token) => (typeof token === "string" ? token : token.wild)),
        flags,
      ).test(actual)
    );
  };

const like: Test = (expected, actual, context, variables) => {
  const tokens = expand(expected, context, variables);
  return tokens !== undefined && toRegExp(tokens).test(actual);
};

const arn: Test = (expected, actual, context, variables) => {
  const tokens = expand(expected, context, variables);
  return tokens !== undefined && matchesArn(tokens, actual);
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Record<string, Test> = {
  StringEquals: exact(""),
  StringEqualsIgnoreCase: exact("i"),
  StringLike: like,
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: dated((a, b) => a === b),
  DateLessThan: dated((a, b) => a < b),
  DateLessThanEquals: dated((a, b) => a <= b),
  DateGreaterThan: dated((a, b) => a > b),
  DateGreaterThanEquals: dated((a, b) => a >= b),
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  BinaryEquals: (expected, actual) => expected === actual,
  IpAddress: inRange,
  ArnEquals: arn,
  ArnLike: arn,
};

/** A negated operator is true exactly when none of its values matches, and so is true for a key that the request lacks. */
const NEGATED: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

/** All operators and all keys must hold; of one key's values any. Throws for an operator that IAM does not know. */
export function holds(condition: ConditionElement | undefined, context: RequestContext, variables: boolean): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      holdsFor(operator, list(expected).map(String), contextValues(context, key), context, variables),
    ),
  );
}

function holdsFor(
  operator: string,
  expected: string[],
  actual: string[] | undefined,
  context: RequestContext,
  variables: boolean,
): boolean {
  const [, set, named = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (named === "Null")
    return (actual === undefined || actual.length === 0) === (expected[0]?.toLowerCase() === "true");
  const negated = named in NEGATED;
  const test = OPERATORS[NEGATED[named] ?? named];
  if (!test) throw new Error(`Invalid Condition type : ${operator}`);

  if (actual === undefined || actual.length === 0)
    return ifExists !== undefined || (set ? set === "ForAllValues" : negated);
  const matches = (value: string) => expected.some((each) => test(each, value, context, variables)) !== negated;
  return set === "ForAllValues" || (negated && !set) ? actual.every(matches) : actual.some(matches);
}

function toTime(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function inRange(expected: string, actual: string): boolean {
  const [address = "", bits] = expected.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const range = new BlockList();
  range.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  return range.check(actual, isIPv6(actual) ? "ipv6" : "ipv4");
}
