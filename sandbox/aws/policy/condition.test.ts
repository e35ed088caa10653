// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how IAM writes a variable
import { expect, test } from "vitest";
import { holds } from "./condition.ts";
import type { ConditionElement, RequestContext } from "./policy-document.ts";

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const OPERATORS = `${GUIDE}/reference_policies_elements_condition_operators.html`;
const MULTIVALUED = `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`;
const LOGIC = `${GUIDE}/reference_policies_condition-logic-multiple-context-keys-or-values.html`;
const VARIABLES = `${GUIDE}/reference_policies_variables.html`;
const ROLE_ARN = "arn:aws:iam::111122223333:role/orders";

// biome-ignore format: a table is read by its rows
const CONDITIONS: [string, string, ConditionElement, RequestContext, boolean][] = [
  [OPERATORS, "StringEquals is exact", { StringEquals: { "aws:username": "dana" } }, { "aws:username": "Dana" }, false],
  [OPERATORS, "StringEqualsIgnoreCase is not", { StringEqualsIgnoreCase: { "aws:username": "dana" } }, { "aws:username": "Dana" }, true],
  [OPERATORS, "StringEquals takes * as a star", { StringEquals: { "s3:prefix": "a*" } }, { "s3:prefix": "ab" }, false],
  [OPERATORS, "StringLike takes * as a wildcard", { StringLike: { "s3:prefix": "a*" } }, { "s3:prefix": "ab/c" }, true],
  [OPERATORS, "StringLike takes ? as one character", { StringLike: { "s3:prefix": "a?" } }, { "s3:prefix": "abc" }, false],
  [OPERATORS, "key names have no case", { StringEquals: { "AWS:UserName": "dana" } }, { "aws:username": "dana" }, true],
  [OPERATORS, "a missing key fails", { StringEquals: { "aws:username": "dana" } }, {}, false],
  [OPERATORS, "a missing key passes a negated operator", { StringNotEquals: { "aws:username": "dana" } }, {}, true],
  [OPERATORS, "a missing key passes IfExists", { StringEqualsIfExists: { "aws:username": "dana" } }, {}, true],
  [OPERATORS, "a present key is compared by IfExists", { StringEqualsIfExists: { "aws:username": "dana" } }, { "aws:username": "lee" }, false],
  [OPERATORS, "StringNotLike", { StringNotLike: { "aws:userid": "AROA*" } }, { "aws:userid": "AROAX:run" }, false],
  [OPERATORS, "Null true wants the key absent", { Null: { "sts:ExternalId": "true" } }, { "sts:ExternalId": "x" }, false],
  [OPERATORS, "Null false wants the key present", { Null: { "sts:ExternalId": "false" } }, { "sts:ExternalId": "x" }, true],
  [OPERATORS, "Bool", { Bool: { "aws:SecureTransport": false } }, { "aws:SecureTransport": "true" }, false],
  [OPERATORS, "BoolIfExists passes without the key", { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }, {}, true],
  [OPERATORS, "IpAddress takes a range", { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } }, { "aws:SourceIp": "10.1.200.3" }, true],
  [OPERATORS, "NotIpAddress outside it", { NotIpAddress: { "aws:SourceIp": ["10.1.0.0/16", "2001:db8::/32"] } }, { "aws:SourceIp": "2001:db8::7" }, false],
  [OPERATORS, "NumericLessThanEquals compares numbers", { NumericLessThanEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "9" }, true],
  [OPERATORS, "DateGreaterThan compares times", { DateGreaterThan: { "aws:CurrentTime": "2026-07-01T00:00:00Z" } }, { "aws:CurrentTime": "2026-06-30T23:59:59Z" }, false],
  [OPERATORS, "ArnLike compares part by part", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/orders*" } }, { "aws:PrincipalArn": ROLE_ARN }, true],
  [OPERATORS, "ArnLike's * does not run over a colon", { ArnLike: { "aws:PrincipalArn": "arn:aws:*:role/orders" } }, { "aws:PrincipalArn": ROLE_ARN }, false],
  [OPERATORS, "ArnNotLike", { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/*" } }, { "aws:PrincipalArn": ROLE_ARN }, true],
  [LOGIC, "of one key's values any", { StringEquals: { "aws:username": ["lee", "dana"] } }, { "aws:username": "dana" }, true],
  [LOGIC, "of a negated operator's values none", { StringNotEquals: { "aws:username": ["lee", "dana"] } }, { "aws:username": "dana" }, false],
  [LOGIC, "of several keys all", { StringEquals: { "aws:username": "dana", "s3:prefix": "a" } }, { "aws:username": "dana", "s3:prefix": "b" }, false],
  [LOGIC, "of several operators all", { StringEquals: { "aws:username": "dana" }, StringLike: { "s3:prefix": "b*" } }, { "aws:username": "dana", "s3:prefix": "b" }, true],
  [MULTIVALUED, "ForAnyValue needs one of the request's values", { "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } }, { "aws:TagKeys": ["team", "cost"] }, true],
  [MULTIVALUED, "ForAnyValue fails without the key", { "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } }, {}, false],
  [MULTIVALUED, "ForAllValues needs every value of the request", { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }, { "aws:TagKeys": ["team", "cost"] }, false],
  [MULTIVALUED, "ForAllValues passes without the key", { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }, {}, true],
  [VARIABLES, "a variable in a condition's value", { StringLike: { "s3:prefix": "home/${aws:username}/*" } }, { "aws:username": "dana", "s3:prefix": "home/dana/x" }, true],
];

test.each(CONDITIONS)("%s: %s", (_page, _title, condition, context, expected) => {
  expect(holds(condition, context, true)).toBe(expected);
});

test("an operator that IAM does not know is an error, not a silent pass", () => {
  expect(() => holds({ StringMatches: { a: "b" } }, {}, true)).toThrow("Invalid Condition type");
});
