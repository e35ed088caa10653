import type { z } from "zod";
import { can, type Permission, roleFor, type Target } from "#lib/access/policy.ts";
import type { RequestContext } from "./context.ts";
import { denied, invalid, SlipwayError } from "./errors.ts";
import { fieldsSaid } from "./fields-said.ts";
import { says } from "./say.ts";

/** Throws `unauthenticated` for a caller who is nobody (or disabled). */
export function requireSomeone(ctx: RequestContext): void {
  if (ctx.actor.kind === "anonymous" || !ctx.grants)
    throw new SlipwayError("unauthenticated", { says: says("sign-in-first") });
}

/** Throws `denied`, with what is missing, where the policy says no. */
export function requirePermission(ctx: RequestContext, permission: Permission, target: Target): void {
  if (can(ctx.grants, permission, target)) return;
  const role = target.projectId === null ? undefined : roleFor(permission);
  if (!role || !target.projectId) throw denied("takes-permission", { permission });
  throw denied(
    "takes-role",
    { role: says(`role.${role}`) },
    { kind: "project-role", projectId: target.projectId, role },
  );
}

/** Parses what a client sent; throws `invalid` with one sentence for each field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = fieldsSaid(parsed.error, input);
  const [field, what] = Object.entries(fields)[0] ?? ["", says("field.invalid")];
  if (field) throw invalid("field-says", { field, what }, fields);
  throw new SlipwayError("invalid", { says: what, fields });
}
