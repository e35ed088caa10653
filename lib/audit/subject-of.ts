/** What people call a thing, the most telling name first. */
const names = [
  "login",
  "name",
  "slug",
  "title",
  "cluster",
  "namespace",
  "serviceAccount",
  "bucket",
  "resource",
  "group",
  "owner",
  "project",
  "runId",
  "jobId",
  "requestId",
  "userId",
  "id",
] as const;

/** What an audited action was done to, by the detail of its row: a name where there is one, else an id; undefined where it says neither. */
export function subjectOf(detail: Record<string, unknown>): string | undefined {
  for (const name of names) {
    const value = detail[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}
