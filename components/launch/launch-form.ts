import { nextRow, type Row, toRows } from "#components/jobs/rows.ts";
import { resourcesOf, type SizeText, sizeTextOf, wholeOf } from "#components/jobs/size-text.ts";
import type { JobView } from "#lib/jobs/client.ts";
import type { PodJobSpec } from "#lib/jobs/schema.ts";
import type { LaunchRunInput } from "#lib/runs/schema.ts";

export type SecretRow = Row & { id: string | null; name: string; key: string; file: string; env: string };
export type FileRow = Row & { key: string; path: string };
export type ArgumentRow = Row & { value: string };
export type VariableRow = Row & { name: string; value: string };

/** A launch as it is being filled in: texts as typed, so that nothing typed is lost; resources with their name and, once mapped, their id. */
export type LaunchForm = {
  clusterId: string | null;
  namespaceId: string | null;
  /** `unused` where a person chose to go without. */
  bucket: { id: string | null; name: string; unused: boolean };
  repository: { id: string | null; name: string };
  tag: string;
  secrets: SecretRow[];
  files: FileRow[];
  args: ArgumentRow[];
  env: VariableRow[];
  size: SizeText;
  deadlineMinutes: string;
  retries: string;
};

type Place = { clusterId: string | null; namespaceId: string | null };

/** What the form starts with: the job as it is saved, in a placement. Names are not mapped yet. */
export function formOf(job: Pick<JobView, "spec" | "lastPlacement" | "projectSlug">, place: Place): LaunchForm {
  const spec = job.spec as unknown as PodJobSpec;
  return {
    ...place,
    // A bucket named like the project is the likeliest where the job has never run.
    bucket: { id: job.lastPlacement?.choices.bucketId ?? null, name: `${job.projectSlug}`, unused: false },
    repository: { id: null, name: spec.image.repository },
    tag: spec.image.tag,
    secrets: toRows(spec.secrets.map(({ name, key = "", file, env }) => ({ id: null, name, key, file, env }))),
    files: toRows(spec.files),
    args: toRows(spec.args.map((value) => ({ value }))),
    env: toRows(spec.env),
    size: sizeTextOf(spec.resources),
    deadlineMinutes: String(spec.deadlineMinutes),
    retries: String(spec.retries),
  };
}

/** Something that the form itself knows to be missing: `code` has its sentence under `launch.problem`, `path` is the field's. */
export type Problem = { path: string; code: string; params: Record<string, string> };

/** What keeps a form from being a launch, before anything is asked of the real world. */
export function problemsOf(form: LaunchForm): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, code: string, params: Record<string, string> = {}) =>
    problems.push({ path, code, params });
  if (!form.clusterId) add("clusterId", "cluster");
  else if (!form.namespaceId) add("namespaceId", "namespace");
  if (!form.repository.id && form.namespaceId)
    add("image.repository", form.repository.name ? "repository-missing" : "repository", { name: form.repository.name });
  if (form.repository.id && !form.tag) add("image.tag", "tag");
  form.secrets.forEach((secret, at) => {
    if (!secret.id && form.namespaceId)
      add(`secrets.${at}.resourceId`, secret.name ? "secret-missing" : "secret", { name: secret.name });
    // Choosing one fills in the rest: of a new line only that is said.
    if (!secret.id && !secret.name) return;
    if (!secret.file) add(`secrets.${at}.file`, "secret-file");
    if (!secret.env) add(`secrets.${at}.env`, "secret-env");
  });
  form.files.forEach((file, at) => {
    if (!file.key) add(`files.${at}.key`, "file");
    else if (!file.path) add(`files.${at}.path`, "file-path", { name: file.key });
  });
  form.env.forEach((variable, at) => {
    if (!variable.name) add(`env.${at}.name`, "variable");
  });
  for (const [field, code] of Object.entries(resourcesOf(form.size).errors)) add(`resources.${field}`, code);
  if (wholeOf(form.deadlineMinutes) === null) add("deadlineMinutes", "number");
  if (wholeOf(form.retries) === null) add("retries", "number");
  return problems;
}

export type Asked = Omit<LaunchRunInput, "idempotencyKey">;

/**
 * The form as preflight and launch take it; undefined while it lacks what they can't do without. Secrets that are not mapped are left
 * out (the form says so itself), so that the rest can be checked meanwhile; `secretRows` are the places of those that are in.
 */
export function askedOf(
  form: LaunchForm,
  job: { jobId: string; versionId: string },
): { asked: Asked; secretRows: number[] } | undefined {
  const { resources } = resourcesOf(form.size);
  const deadlineMinutes = wholeOf(form.deadlineMinutes);
  const retries = wholeOf(form.retries);
  if (!form.clusterId || !form.namespaceId || !form.repository.id || !form.tag) return undefined;
  if (!resources || deadlineMinutes === null || retries === null) return undefined;
  const kept = form.secrets.flatMap((secret, at) => (secret.id && secret.file && secret.env ? [at] : []));
  const asked: Asked = {
    jobId: job.jobId,
    jobVersionId: job.versionId,
    placement: { clusterId: form.clusterId, namespaceId: form.namespaceId },
    choices: {
      ...(form.bucket.id && !form.bucket.unused ? { bucketId: form.bucket.id } : {}),
      image: { repositoryId: form.repository.id, tag: form.tag },
      files: form.files.filter(({ key, path }) => key && path).map(({ key, path }) => ({ key, path })),
      secrets: form.secrets
        .filter((_, at) => kept.includes(at))
        .map(({ id, key, file, env }) => ({ resourceId: id ?? "", ...(key ? { key } : {}), file, env })),
      args: form.args.map(({ value }) => value),
      env: form.env.filter(({ name }) => name).map(({ name, value }) => ({ name, value })),
      resources,
      deadlineMinutes,
      retries,
    },
  };
  return { asked, secretRows: kept };
}

/** The form's own path of a field that the server named, `choices.secrets.0.env`; undefined for what is not in the form. */
export function formPathOf(serverPath: string, secretRows: readonly number[]): string {
  const path = serverPath.replace(/^choices\./, "");
  return path.replace(/^secrets\.(\d+)/, (_, at: string) => `secrets.${secretRows[Number(at)] ?? at}`);
}

export const lastPart = (path: string): string => path.split("/").at(-1) ?? path;

/** `db-password` becomes `DB_PASSWORD_FILE`: a variable that holds the path of the file. */
export const variableOf = (file: string): string => `${file.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}_FILE`;

export const newSecret = (rows: readonly Row[]): SecretRow => ({
  row: nextRow(rows),
  id: null,
  name: "",
  key: "",
  file: "",
  env: "",
});
