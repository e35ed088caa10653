import type { JobType, JobTypeName } from "../job-type.ts";
import { container } from "./container.ts";
import { python } from "./python.ts";

/** Every job type: a new one is one file and one line here. */
export const jobTypes = { python, container } satisfies Record<JobTypeName, JobType>;

/** The job type of a stored name, or undefined where this version of Slipway knows none. */
export const findJobType = (name: string): JobType | undefined =>
  Object.hasOwn(jobTypes, name) ? (jobTypes[name as JobTypeName] as JobType) : undefined;
