import type { JobView } from "#lib/jobs/client.ts";
import type { PodJobSpec } from "#lib/jobs/schema.ts";
import type { PythonSpec } from "#lib/jobs/types/python.ts";
import { type Row, toRows } from "./rows.ts";
import { resourcesOf, type SizeText, sizeTextOf, wholeOf } from "./size-text.ts";

type ValueRow = Row & { value: string };
export type FileRow = Row & { key: string; path: string };
export type SecretRow = Row & { name: string; key: string; file: string; env: string };
export type VolumeRow = Row & { kind: "scratch" | "memory"; name: string; mountPath: string; sizeMiB: string };
export type TolerationRow = Row & { key: string; value: string; effect: string };
export type JobTypeName = "python" | "container";

/** A job as it is being written: texts as typed. `version` is that of the row the form was opened with; null for a new job. */
export type JobForm = {
  version: number | null;
  name: string;
  type: JobTypeName;
  programKind: "inline" | "file";
  code: string;
  programPath: string;
  command: ValueRow[];
  repository: string;
  tag: string;
  files: FileRow[];
  secrets: SecretRow[];
  args: ValueRow[];
  env: (Row & { name: string; value: string })[];
  size: SizeText;
  deadlineMinutes: string;
  retries: string;
  nodeSelector: (Row & { key: string; value: string })[];
  tolerations: TolerationRow[];
  pullSecrets: ValueRow[];
  volumes: VolumeRow[];
};

export const emptyJob: JobForm = {
  version: null,
  name: "",
  type: "python",
  programKind: "inline",
  code: "",
  programPath: "",
  command: [],
  repository: "",
  tag: "",
  files: [],
  secrets: [],
  args: [],
  env: [],
  size: { cpuRequest: "0.1", cpuLimit: "1", memoryRequest: "128", memoryLimit: "512" },
  deadlineMinutes: "60",
  retries: "0",
  nodeSelector: [],
  tolerations: [],
  pullSecrets: [],
  volumes: [],
};

type AnySpec = PodJobSpec & { program?: PythonSpec["program"]; command?: string[] };

const values = (texts: readonly string[]): ValueRow[] => toRows(texts.map((value) => ({ value })));

/** A saved job as the form shows it. */
export function jobFormOf(job: Pick<JobView, "name" | "type" | "spec" | "rowVersion">): JobForm {
  const spec = job.spec as unknown as AnySpec;
  const { program, pod } = spec;
  return {
    version: job.rowVersion,
    name: job.name,
    type: job.type as JobTypeName,
    programKind: program?.kind ?? "inline",
    code: program?.kind === "inline" ? program.code : "",
    programPath: program?.kind === "file" ? program.path : "",
    command: values(spec.command ?? []),
    repository: spec.image.repository,
    tag: spec.image.tag,
    files: toRows(spec.files),
    secrets: toRows(spec.secrets.map(({ key = "", ...secret }) => ({ ...secret, key }))),
    args: values(spec.args),
    env: toRows(spec.env),
    size: sizeTextOf(spec.resources),
    deadlineMinutes: String(spec.deadlineMinutes),
    retries: String(spec.retries),
    nodeSelector: toRows(Object.entries(pod.nodeSelector).map(([key, value]) => ({ key, value }))),
    tolerations: toRows(pod.tolerations.map(({ key, value = "", effect = "" }) => ({ key, value, effect }))),
    pullSecrets: values(pod.pullSecrets),
    volumes: toRows(pod.volumes.map((volume) => ({ ...volume, sizeMiB: String(volume.sizeMiB) }))),
  };
}

/** The spec that the form stands for. What is no number is sent as 0, which the server refuses at its field. */
export function specOf(form: JobForm): Record<string, unknown> {
  const own =
    form.type === "python"
      ? {
          program:
            form.programKind === "inline"
              ? { kind: "inline", code: form.code }
              : { kind: "file", path: form.programPath },
        }
      : form.command.length > 0
        ? { command: form.command.map(({ value }) => value) }
        : {};
  return {
    ...own,
    image: { repository: form.repository.trim(), tag: form.tag.trim() },
    args: form.args.map(({ value }) => value),
    env: form.env.map(({ name, value }) => ({ name, value })),
    files: form.files.map(({ key, path }) => ({ key, path })),
    secrets: form.secrets.map(({ name, key, file, env }) => ({ name, ...(key ? { key } : {}), file, env })),
    resources: resourcesOf(form.size).resources ?? {},
    pod: {
      nodeSelector: Object.fromEntries(form.nodeSelector.map(({ key, value }) => [key, value])),
      tolerations: form.tolerations.map(({ key, value, effect }) => ({
        key,
        ...(value ? { value } : {}),
        ...(effect ? { effect } : {}),
      })),
      pullSecrets: form.pullSecrets.map(({ value }) => value),
      volumes: form.volumes.map(({ kind, name, mountPath, sizeMiB }) => ({
        kind,
        name,
        mountPath,
        sizeMiB: wholeOf(sizeMiB) ?? 0,
      })),
    },
    deadlineMinutes: wholeOf(form.deadlineMinutes) ?? 0,
    retries: wholeOf(form.retries) ?? -1,
  };
}

/** What the form can tell by itself before it is sent: field path → code under `jobs.field`. */
export function ownErrorsOf(form: JobForm): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [field, code] of Object.entries(resourcesOf(form.size).errors)) errors[`resources.${field}`] = code;
  if (wholeOf(form.deadlineMinutes) === null) errors.deadlineMinutes = "number";
  if (wholeOf(form.retries) === null) errors.retries = "number";
  if (form.name.trim() === "") errors.name = "required";
  if (form.type === "python" && form.programKind === "file" && form.programPath === "")
    errors["program.path"] = "required";
  return errors;
}
