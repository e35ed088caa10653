import { parseInput } from "#lib/platform/authorise.ts";
import { invalid } from "#lib/platform/errors.ts";
import type { PodJobSpec } from "./schema.ts";
import { jobTypes } from "./types/registry.ts";

/** The spec as its job type understands it; `invalid` names each field that it does not. */
export function parseSpec(type: string, spec: unknown): PodJobSpec {
  if (!Object.hasOwn(jobTypes, type)) throw invalid(`There is no job type ${type}`, { type: "Unknown" });
  return parseInput(jobTypes[type as keyof typeof jobTypes].specSchema, spec);
}
