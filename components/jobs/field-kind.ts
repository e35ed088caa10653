/** Every sentence under `jobs.field` for a field that the server does not accept as it is. */
export type FieldKind =
  | "env-name"
  | "file-name"
  | "path"
  | "mount-path"
  | "label"
  | "dns-label"
  | "repository"
  | "tag"
  | "number"
  | "required"
  | "code"
  | "value";

const kinds: [RegExp, FieldKind][] = [
  [/^env\.\d+\.name$|^secrets\.\d+\.env$/, "env-name"],
  [/^secrets\.\d+\.file$/, "file-name"],
  [/^files\.\d+\.path$|^program\.path$/, "path"],
  [/^pod\.volumes\.\d+\.mountPath$/, "mount-path"],
  [/^pod\.nodeSelector|^pod\.tolerations/, "label"],
  [/^pod\.pullSecrets|^pod\.volumes\.\d+\.name$/, "dns-label"],
  [/^image\.repository/, "repository"],
  [/^image\.tag$/, "tag"],
  [/^resources\.|^deadlineMinutes$|^retries$|sizeMiB$/, "number"],
  [/^name$|\.key$|^secrets\.\d+\.(name|resourceId)$|^command\.\d+$/, "required"],
  [/^program\.code$/, "code"],
];

/** What a field expects, by its path in a job's spec or a launch's choices, so that it can be said in the reader's language. */
export const fieldKindOf = (path: string): FieldKind => kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "value";
