import { z } from "zod";
import { compileBatchJob, verbatim } from "../batch-job.ts";
import { batchJobStatus } from "../batch-job-status.ts";
import { batchJobNameOf } from "../job-names.ts";
import type { CompileInput, JobType } from "../job-type.ts";
import { podLogSources } from "../log-sources.ts";
import { PodJobSpec, RelativePath } from "../schema.ts";

const maxCodeBytes = 256 * 1024;
const programDir = "/slipway/program";

export const PythonSpec = PodJobSpec.extend({
  program: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("inline"),
      code: z
        .string()
        .min(1)
        .refine(
          (code) => new TextEncoder().encode(code).length <= maxCodeBytes,
          "At most 256 KiB; attach a file instead",
        ),
    }),
    z.strictObject({ kind: z.literal("file"), path: RelativePath }),
  ]),
});
export type PythonSpec = z.infer<typeof PythonSpec>;

/** A Python program: written in the form (it travels as a ConfigMap), or one of the attached files. */
export const python: JobType<typeof PythonSpec> = {
  type: "python",
  specSchema: PythonSpec,
  manifests: (input) => {
    const { path, storage, owned } = placeProgram(input);
    return compileBatchJob(input, {
      command: ["python3", "-u", verbatim(path)],
      args: input.choices.args,
      env: [{ name: "PYTHONUNBUFFERED", value: "1" }],
      ...(storage && { storage }),
      ...(owned && { owned }),
    });
  },
  status: batchJobStatus,
  logSources: podLogSources,
};

function placeProgram({ spec: { program }, runId, attempt, init }: CompileInput<PythonSpec>) {
  if (program.kind === "file") return { path: `${init.filesDir}/${program.path}` };
  const name = `${batchJobNameOf(runId, attempt)}-program`;
  return {
    path: `${programDir}/main.py`,
    storage: {
      volumes: [{ name: "slipway-program", configMap: { name, defaultMode: 0o444 } }],
      mounts: [{ name: "slipway-program", mountPath: programDir, readOnly: true }],
    },
    owned: [
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, immutable: true, data: { "main.py": program.code } },
    ],
  };
}
