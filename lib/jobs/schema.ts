import { z } from "zod";
import type { FieldKey } from "#lib/platform/fields-said.ts";

/** Set by Slipway or by the platform; a job that could set them could change who it is or where it reads from. */
export const reservedEnvNames = [
  /^SLIPWAY_/,
  /^AWS_/,
  /^KUBERNETES_/,
  /^VAULT_/,
  /^LD_/,
  /^(PATH|HOME|HOSTNAME|NODE_OPTIONS|PYTHONSTARTUP|BASH_ENV|ENV)$/,
];

export const EnvName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "field.variable" satisfies FieldKey)
  .refine((name) => !reservedEnvNames.some((reserved) => reserved.test(name)), "field.reserved" satisfies FieldKey);

export const EnvVariable = z.strictObject({ name: EnvName, value: z.string().max(8192) });
export type EnvVariable = z.infer<typeof EnvVariable>;

/** A path below the files folder: no way out of it, no empty or hidden-by-dots part. */
export const RelativePath = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => !path.startsWith("/") && !path.includes("\\") && !path.includes("\0"), "A relative path with /")
  .refine(
    (path) => path.split("/").every((part) => part !== "" && part !== "." && part !== ".."),
    "No empty part, . or ..",
  );

export const SecretFileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "field.file-name" satisfies FieldKey);

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export const ImageTag = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "field.tag" satisfies FieldKey);
export const ImageRepository = z
  .string()
  .max(255)
  .regex(
    /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/,
    "Not a repository name",
  );

/** An object of the placement's bucket and where it lies below $SLIPWAY_FILES in the pod. */
export const FileNeed = z.strictObject({ key: z.string().min(1).max(1024), path: RelativePath });
export type FileNeed = z.infer<typeof FileNeed>;

/** A secret by its name: each placement maps it to its own store's secret of that name. */
export const SecretNeed = z.strictObject({
  name: z.string().min(1).max(512),
  key: z.string().max(253).optional(),
  file: SecretFileName,
  env: EnvName,
});
export type SecretNeed = z.infer<typeof SecretNeed>;

/** Requests and limits apart; cpu in millicores, memory in MiB. */
export const PodResources = z
  .strictObject({
    cpuRequestMillis: z.int().min(10).max(128_000),
    cpuLimitMillis: z.int().min(10).max(128_000),
    memoryRequestMiB: z.int().min(16).max(4_194_304),
    memoryLimitMiB: z.int().min(16).max(4_194_304),
  })
  .refine((r) => r.cpuLimitMillis >= r.cpuRequestMillis, {
    path: ["cpuLimitMillis"],
    error: "field.at-least-request" satisfies FieldKey,
  })
  .refine((r) => r.memoryLimitMiB >= r.memoryRequestMiB, {
    path: ["memoryLimitMiB"],
    error: "field.at-least-request" satisfies FieldKey,
  });
export type PodResources = z.infer<typeof PodResources>;

const LabelKey = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
const LabelValue = z.string().regex(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/);
const DnsLabel = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

/** The pod options that may be chosen; everything else of a pod is Slipway's and the cluster type's to say. */
export const PodOptions = z.strictObject({
  /** User and group of every container: one for all, so that what the init container writes can be read by it alone. Never root. */
  runAsUser: z.int().min(1).max(2_147_483_647).default(65_532),
  nodeSelector: z.record(LabelKey, LabelValue).default({}),
  tolerations: z
    .array(
      z.strictObject({
        key: LabelKey,
        value: LabelValue.optional(),
        effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
      }),
    )
    .max(20)
    .default([]),
  pullSecrets: z.array(DnsLabel).max(5).default([]),
  volumes: z
    .array(
      z.strictObject({
        kind: z.enum(["scratch", "memory"]),
        name: DnsLabel,
        mountPath: z
          .string()
          .max(512)
          .regex(/^\/[A-Za-z0-9._/-]+$/)
          .refine((path) => !path.split("/").includes(".."), "No ..")
          .refine(
            (path) => !/^\/(slipway|proc|sys|dev|etc|var\/run|run|bin|sbin|lib|usr|root)(\/|$)/.test(path),
            "This path is reserved",
          ),
        sizeMiB: z.int().min(1).max(1_048_576),
      }),
    )
    .max(10)
    .default([]),
});
export type PodOptions = z.infer<typeof PodOptions>;

/** What every job that is one pod needs; job types add what they run. */
export const PodJobSpec = z.strictObject({
  image: z.strictObject({ repository: ImageRepository, tag: ImageTag }),
  args: z.array(z.string().max(4096)).max(100).default([]),
  env: z.array(EnvVariable).max(100).default([]),
  files: z.array(FileNeed).max(200).default([]),
  secrets: z.array(SecretNeed).max(50).default([]),
  resources: PodResources,
  pod: PodOptions.prefault({}),
  deadlineMinutes: z.int().min(1).max(10_080).default(60),
  retries: z.int().min(0).max(10).default(0),
});
export type PodJobSpec = z.infer<typeof PodJobSpec>;

export const JobName = z.string().trim().min(1).max(100);
export const JobInput = z.strictObject({ jobId: z.uuid() });
export const ListJobsInput = z.strictObject({ project: z.string(), search: z.string().max(100).optional() });
export const SaveJobInput = z.strictObject({
  project: z.string(),
  /** Absent for a new job. */
  jobId: z.uuid().optional(),
  /** The row version the form was opened with. */
  version: z.int().optional(),
  name: JobName,
  type: z.string().max(40),
  spec: z.record(z.string(), z.unknown()),
});
export type SaveJobInput = z.infer<typeof SaveJobInput>;
