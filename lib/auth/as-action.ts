import type { z } from "zod";
import type { Command } from "#lib/platform/command.ts";
import type { Result } from "#lib/platform/result.ts";
import { currentContext } from "./current-context.ts";

/** A command as a server action: called by the browser as whoever is signed in there. Next checks the origin of the call. */
export const asAction =
  <Input extends z.ZodType, Output>(command: Command<Input, Output>) =>
  async (input: z.input<Input>): Promise<Result<Output>> =>
    command.execute(await currentContext(), input);
