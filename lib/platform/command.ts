import type { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { notifyAccess } from "#lib/access/access-feed.ts";
import { changesAccess, type Permission, type Target } from "#lib/access/policy.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { recordRefusal } from "#lib/audit/record-refusal.ts";
import { parseInput, requirePermission, requireSomeone } from "./authorise.ts";
import type { Actor, RequestContext } from "./context.ts";
import { codeOf } from "./errors.ts";
import { log } from "./log.ts";
import { type Result, toFailure } from "./result.ts";
import { speaking } from "./say.ts";

type Definition<Input extends z.ZodType, T extends Target, Prepared, Output> = {
  name: `${string}.${string}`;
  input: Input;
  permission: Permission;
  /** Loads trusted rows, scoped to what the caller sees; throws `not-found`. */
  target: (ctx: RequestContext, input: z.output<Input>) => Promise<T>;
  /** What the command asks of the outside world, once the caller is authorised and before the transaction. */
  prepare?: (ctx: RequestContext, input: z.output<Input>, target: T) => Promise<Prepared>;
  /** The change, inside one transaction with its audit row. No network call. */
  run: (args: {
    tx: Transaction;
    actor: Actor;
    ctx: Omit<RequestContext, "db">;
    input: z.output<Input>;
    target: T;
    prepared: Prepared;
  }) => Promise<Output>;
  /** What the audit row says besides the actor, the action and the target's project; never a secret. */
  audit?: (input: z.output<Input>, target: T | undefined, output: Output | undefined) => Record<string, unknown>;
};

export type Command<Input extends z.ZodType = z.ZodType, Output = unknown> = {
  kind: "command";
  name: string;
  input: Input;
  permission: Permission;
  /** Never throws: an expected failure is a result, a bug is one with code `internal`. */
  execute(ctx: RequestContext, input: z.input<Input>): Promise<Result<Output>>;
};

/** Every command there is, for the test that walks them all. */
export const commands = new Map<string, Command>();

/**
 * Makes a command: who → parse → load the target → authorise → prepare → transaction → run → audit row → commit, in this order and for all.
 * A refused attempt leaves an audit row too.
 */
export function defineCommand<Input extends z.ZodType, T extends Target, Output, Prepared = undefined>(
  definition: Definition<Input, T, Prepared, Output>,
): Command<Input, Output> {
  const { name, permission } = definition;

  async function attempt(
    ctx: RequestContext,
    rawInput: unknown,
    seen: { input?: z.output<Input>; target?: T },
  ): Promise<Output> {
    requireSomeone(ctx);
    const input = parseInput(definition.input, rawInput);
    seen.input = input;
    const target = await definition.target(ctx, input);
    seen.target = target;
    requirePermission(ctx, permission, target);
    const prepared = (await definition.prepare?.(ctx, input, target)) as Prepared;
    return ctx.db.transaction(async (tx) => {
      const { db: _, ...rest } = ctx;
      const output = await definition.run({ tx, actor: ctx.actor, ctx: rest, input, target, prepared });
      await recordAudit(tx, ctx, {
        action: name,
        outcome: "done",
        projectId: target.projectId,
        detail: definition.audit?.(input, target, output) ?? {},
      });
      if (changesAccess(permission)) await notifyAccess(tx);
      return output;
    });
  }

  async function tellRefusal(ctx: RequestContext, error: unknown, seen: { input?: z.output<Input>; target?: T }) {
    const detail = seen.input === undefined ? {} : (definition.audit?.(seen.input, seen.target, undefined) ?? {});
    await recordRefusal(ctx, {
      action: name,
      code: codeOf(error),
      projectId: seen.target?.projectId ?? null,
      detail,
    });
  }

  const command: Command<Input, Output> = {
    kind: "command",
    name,
    input: definition.input,
    permission,
    async execute(ctx, rawInput) {
      const seen: { input?: z.output<Input>; target?: T } = {};
      try {
        return { ok: true, data: await speaking(ctx.locale, () => attempt(ctx, rawInput, seen)) };
      } catch (error) {
        await tellRefusal(ctx, error, seen).catch((auditError) =>
          log.error({ err: auditError, name }, "a refusal could not be audited"),
        );
        return { ok: false, error: toFailure(error, ctx, name) };
      }
    },
  };
  // Development reloads a module without forgetting the one before: the newest definition wins there.
  commands.set(name, command as Command);
  return command;
}
