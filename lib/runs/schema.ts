import { z } from "zod";
import { EnvName, EnvVariable, FileNeed, ImageTag, PodResources, SecretFileName } from "#lib/jobs/schema.ts";
import type { Said } from "#lib/platform/say.ts";

export const RunState = z.enum([
  "queued",
  "submitting",
  "pending",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "lost",
]);
export type RunState = z.infer<typeof RunState>;

export const terminalStates = ["succeeded", "failed", "cancelled", "lost"] as const satisfies RunState[];
export const isTerminal = (state: RunState): boolean => (terminalStates as readonly RunState[]).includes(state);

/** A secret of the placement, and the file and variable it becomes in the pod. */
export const ChosenSecret = z.strictObject({
  resourceId: z.uuid(),
  /** Field of a secret that holds several; the whole value where absent. */
  key: z.string().max(253).optional(),
  file: SecretFileName,
  env: EnvName,
});
export type ChosenSecret = z.infer<typeof ChosenSecret>;

/** All that a person chooses in the launch form besides where it runs. */
export const LaunchChoices = z.strictObject({
  bucketId: z.uuid().optional(),
  image: z.strictObject({ repositoryId: z.uuid(), tag: ImageTag }),
  files: z.array(FileNeed).max(200).default([]),
  secrets: z.array(ChosenSecret).max(50).default([]),
  args: z.array(z.string().max(4096)).max(100).default([]),
  env: z.array(EnvVariable).max(100).default([]),
  resources: PodResources,
  deadlineMinutes: z.int().min(1).max(10_080),
  retries: z.int().min(0).max(10),
});
export type LaunchChoices = z.infer<typeof LaunchChoices>;

/** Where a run goes. The service account follows from it: there is one for (cluster, namespace, project). */
export const PlacementInput = z.strictObject({ clusterId: z.uuid(), namespaceId: z.uuid() });
export type PlacementInput = z.infer<typeof PlacementInput>;

export const LaunchRunInput = z.strictObject({
  jobId: z.uuid(),
  /** The version the form showed, so that what was looked at is what runs. */
  jobVersionId: z.uuid(),
  placement: PlacementInput,
  choices: LaunchChoices,
  idempotencyKey: z.string().min(8).max(100).optional(),
});
export type LaunchRunInput = z.infer<typeof LaunchRunInput>;

export const StopRunInput = z.strictObject({ runId: z.uuid() });
export type StopRunInput = z.infer<typeof StopRunInput>;

export const RerunInput = z.strictObject({
  runId: z.uuid(),
  /** The same image digest, object versions and secret versions, rather than what the names mean now. */
  exactly: z.boolean(),
  idempotencyKey: z.string().min(8).max(100).optional(),
});
export type RerunInput = z.infer<typeof RerunInput>;

/** What a run really used. Names and versions only, never a value. */
export type Provenance = {
  image: { repository: string; reference: string; digest: string };
  initImage: { reference: string; digest: string };
  files: { bucket: string; key: string; versionId?: string; sizeBytes: number; sha256?: string; path: string }[];
  secrets: { store: SecretStore; id: string; versionId: string; file: string }[];
};

export type SecretStore = "vault" | "secrets-manager";

export type PhaseName = "queued" | "submitted" | "scheduled" | "image" | "init" | "running" | "archived";

/** What the sentence of a reason names; what Slipway itself says in it is no words yet. */
export type ReasonParams = Said["params"];

export type RunEventDetail =
  | { state: RunState; reason?: string; params?: ReasonParams }
  | { phase: PhaseName; startedAt: string; endedAt?: string }
  | { notice: string; level: "normal" | "warning"; text: string };

/** What the init container is told: references only. Read by runtime/init. */
export type InitDocument = {
  deadlineSeconds: number;
  filesDir: string;
  secretsDir: string;
  s3?: { region: string; endpoint?: string; pathStyle: boolean };
  files: {
    bucket: string;
    key: string;
    versionId?: string;
    sizeBytes?: number;
    /** Base64 of the whole object's SHA-256, where S3 keeps one. */
    sha256?: string;
    /** Relative to `filesDir`. */
    path: string;
  }[];
  secretsManager?: { region: string; endpoint?: string };
  vault?: { address: string; role: string; mount: string; tokenFile: string; caFile?: string };
  secrets: {
    store: SecretStore;
    /** Vault: `<mount>/<path>`; Secrets Manager: name or ARN. */
    id: string;
    key?: string;
    versionId?: string;
    file: string;
  }[];
};

/** Filters of the list of runs, as they stand in its URL. */
export const RunFilter = z.object({
  state: z.array(RunState).catch([]).default([]),
  cluster: z.string().max(63).optional().catch(undefined),
  job: z.uuid().optional().catch(undefined),
  search: z.string().max(100).optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});
export type RunFilter = z.infer<typeof RunFilter>;

export const ListRunsInput = z.strictObject({
  project: z.string(),
  filter: RunFilter,
  limit: z.int().min(1).max(200).default(50),
});
export const RunInput = z.strictObject({ runId: z.uuid() });
export const RunLogInput = z.strictObject({
  runId: z.uuid(),
  attempt: z.int().min(1).optional(),
  container: z.string().max(63),
});
