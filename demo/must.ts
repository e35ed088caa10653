import type { z } from "zod";
import type { Command } from "#lib/platform/command.ts";
import type { RequestContext } from "#lib/platform/context.ts";

/** Executes a command and gives its data; a refusal is an error that says which command and why. */
export async function must<Input extends z.ZodType, Output>(
  command: Command<Input, Output>,
  ctx: RequestContext,
  input: z.input<Input>,
): Promise<Output> {
  const result = await command.execute(ctx, input);
  if (!result.ok) throw new Error(`${command.name}: ${result.error.message} (${result.error.code})`);
  return result.data;
}
