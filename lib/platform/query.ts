import type { z } from "zod";
import type { Permission, Target } from "#lib/access/policy.ts";
import { parseInput, requirePermission, requireSomeone } from "./authorise.ts";
import type { RequestContext } from "./context.ts";
import { type Result, toFailure } from "./result.ts";
import { speaking } from "./say.ts";

type Definition<Input extends z.ZodType, T extends Target, Output> = {
  name: `${string}.${string}`;
  input: Input;
  permission: Permission;
  /** Loads what the question is about, scoped to what the caller sees; throws `not-found`. */
  target: (ctx: RequestContext, input: z.output<Input>) => Promise<T>;
  run: (args: { ctx: RequestContext; db: RequestContext["db"]; input: z.output<Input>; target: T }) => Promise<Output>;
};

export type Query<Input extends z.ZodType = z.ZodType, Output = unknown> = {
  kind: "query";
  name: string;
  input: Input;
  permission: Permission;
  execute(ctx: RequestContext, input: z.input<Input>): Promise<Result<Output>>;
};

/** Every query there is, by name: the read route answers these, and one test walks them all. */
export const queries = new Map<string, Query>();

/** Makes a query: who → parse → load the target → authorise → read. Scope is in its `where`. */
export function defineQuery<Input extends z.ZodType, T extends Target, Output>(
  definition: Definition<Input, T, Output>,
): Query<Input, Output> {
  const query: Query<Input, Output> = {
    kind: "query",
    name: definition.name,
    input: definition.input,
    permission: definition.permission,
    async execute(ctx, rawInput) {
      try {
        requireSomeone(ctx);
        const input = parseInput(definition.input, rawInput);
        const target = await definition.target(ctx, input);
        requirePermission(ctx, definition.permission, target);
        const answer = () => definition.run({ ctx, db: ctx.db, input, target });
        return { ok: true, data: await speaking(ctx.locale, answer) };
      } catch (error) {
        return { ok: false, error: toFailure(error, ctx, definition.name) };
      }
    },
  };
  // Development reloads a module without forgetting the one before: the newest definition wins there.
  queries.set(definition.name, query as Query);
  return query;
}
