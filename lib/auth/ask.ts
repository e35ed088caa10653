import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import type { Query } from "#lib/platform/query.ts";
import type { Result } from "#lib/platform/result.ts";
import { currentContext } from "./current-context.ts";
import { pathHeader, signInPath } from "./sign-in-path.ts";

/**
 * A query as a page asks it: nobody is sent to sign in and back, what is not there is the not-found page. What is left is the answer,
 * or a failure that the page shows in words.
 */
export async function ask<Input extends z.ZodType, Output>(
  query: Query<Input, Output>,
  input: z.input<Input>,
): Promise<Result<Output>> {
  const result = await query.execute(await currentContext(), input);
  if (result.ok) return result;
  if (result.error.code === "unauthenticated") redirect(signInPath((await headers()).get(pathHeader)));
  if (result.error.code === "not-found" || result.error.code === "invalid") notFound();
  return result;
}
