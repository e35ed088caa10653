import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { type PolicyDocument, parsePolicy } from "../policy/policy-document.ts";
import type { Parameters } from "../protocol.ts";
import type { Role, User } from "../world.ts";

/** The user that UserName names, or the caller without it, once the caller may do `action` with them. */
export function requireUser(call: Call, { UserName }: Parameters, action: string): User {
  const { account, principal } = call.caller;
  const own = principal.kind === "user" ? principal.arn.split("/").at(-1) : undefined;
  const name = UserName ?? own;
  if (!name) throw new AwsError(400, "ValidationError", "Must specify userName when calling with non-User credentials");
  allowIam(call, action, `arn:aws:iam::${account.id}:user/${name}`);
  const user = account.users.get(name);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export function requireRole(call: Call, { RoleName = "" }: Parameters, action: string): Role {
  const { account } = call.caller;
  allowIam(call, action, `arn:aws:iam::${account.id}:role/${RoleName}`);
  const role = account.roles.get(RoleName);
  if (!role) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
  return role;
}

export function allowIam(call: Call, action: string, resource: string) {
  authorize(call, { action, resource }, "AccessDenied", 403);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError(404, "NoSuchEntity", message);
}

/** A policy parameter. IAM gives policies back URL-encoded, as RFC 3986 has it. */
export function readPolicyParameter(text = ""): PolicyDocument {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new AwsError(400, "MalformedPolicyDocument", (error as Error).message);
  }
}

export function encodePolicy(policy: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(policy));
}

/** One page of a list that IAM cuts by Marker and MaxItems. */
export function pageOf<T>(
  all: T[],
  { Marker, MaxItems }: Parameters,
): { items: T[]; IsTruncated: boolean; Marker: string | undefined } {
  const start = Number(Marker ?? 0);
  const end = start + Number(MaxItems ?? 100);
  return {
    items: all.slice(start, end),
    IsTruncated: end < all.length,
    Marker: end < all.length ? String(end) : undefined,
  };
}
