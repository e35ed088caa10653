import { parseInput } from "#lib/platform/authorise.ts";
import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { PodJobSpec } from "./schema.ts";
import { jobTypes } from "./types/registry.ts";

/** The spec as its job type understands it; `invalid` names each field that it does not. */
export function parseSpec(type: string, spec: unknown): PodJobSpec {
  if (!Object.hasOwn(jobTypes, type)) throw invalid("job-type-unknown", { type }, { type: says("field.unknown-type") });
  return parseInput(jobTypes[type as keyof typeof jobTypes].specSchema, spec);
}
