import { z } from "zod";
import { compileBatchJob, verbatim } from "../batch-job.ts";
import { batchJobStatus } from "../batch-job-status.ts";
import type { JobType } from "../job-type.ts";
import { podLogSources } from "../log-sources.ts";
import { PodJobSpec } from "../schema.ts";

export const ContainerSpec = PodJobSpec.extend({
  /** Instead of the image's entrypoint. */
  command: z.array(z.string().max(4096)).min(1).max(100).optional(),
});
export type ContainerSpec = z.infer<typeof ContainerSpec>;

/** Any image, run as it is or with another command. */
export const container: JobType<typeof ContainerSpec> = {
  type: "container",
  specSchema: ContainerSpec,
  manifests: (input) =>
    compileBatchJob(input, {
      ...(input.spec.command && { command: input.spec.command.map(verbatim) }),
      args: input.choices.args,
    }),
  status: batchJobStatus,
  logSources: podLogSources,
};
