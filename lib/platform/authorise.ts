import type { z } from "zod";
import { can, type Permission, roleFor, type Target } from "#lib/access/policy.ts";
import type { RequestContext } from "./context.ts";
import { denied, invalid, SlipwayError } from "./errors.ts";

/** Throws `unauthenticated` for a caller who is nobody (or disabled). */
export function requireSomeone(ctx: RequestContext): void {
  if (ctx.actor.kind === "anonymous" || !ctx.grants)
    throw new SlipwayError("unauthenticated", { publicMessage: "Sign in first" });
}

/** Throws `denied`, with what is missing, where the policy says no. */
export function requirePermission(ctx: RequestContext, permission: Permission, target: Target): void {
  if (can(ctx.grants, permission, target)) return;
  const role = target.projectId === null ? undefined : roleFor(permission);
  if (!role || !target.projectId) throw denied(`This takes the permission ${permission}, which you do not have`);
  throw denied(`This takes the role ${role} in the project`, {
    kind: "project-role",
    projectId: target.projectId,
    role,
  });
}

/** Parses what a client sent; throws `invalid` with one sentence for each field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  const [field, message] = Object.entries(fields)[0] ?? ["", "Not what was expected"];
  throw invalid(field ? `${field}: ${message}` : message, fields);
}
