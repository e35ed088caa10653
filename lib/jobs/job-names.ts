/** Labels and annotations of everything Slipway creates in a cluster. */
export const label = {
  managedBy: "app.kubernetes.io/managed-by",
  run: "slipway.dev/run",
  attempt: "slipway.dev/attempt",
  project: "slipway.dev/project",
  job: "slipway.dev/job",
} as const;
export const specHashAnnotation = "slipway.dev/spec-hash";

/** Selects what Slipway created, of all projects. */
export const managedSelector = `${label.managedBy}=slipway`;

/** One name for each attempt, so that a creation that was tried twice makes one object. */
export const batchJobNameOf = (runId: string, attempt: number) => `sw-${runId}-${attempt}`;

/** Selects the objects of one attempt of a run. */
export const attemptSelector = (runId: string, attempt: number) =>
  `${managedSelector},${label.run}=${runId},${label.attempt}=${attempt}`;

export const initContainer = "init";
export const mainContainer = "main";

export const filesDir = "/slipway/files";
export const secretsDir = "/slipway/secrets";
