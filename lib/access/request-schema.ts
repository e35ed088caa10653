import { z } from "zod";
import type { FieldKey } from "#lib/platform/fields-said.ts";
import { type ProjectRole, projectRoles } from "./policy.ts";

export const DnsName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

/** A beginning of keys, taken as it stands: what would look like a pattern is refused, since it would match nothing. */
export const KeyPrefix = z
  .string()
  .max(1024)
  .regex(/^[^*?]*$/, "field.prefix" satisfies FieldKey)
  .default("");

/** What may be asked for: ids and choices, as they are stored and as they are granted. */
export const RequestSnapshot = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("project-role"), role: z.enum(projectRoles) }),
  z.strictObject({ kind: z.literal("namespace"), namespaceId: z.uuid() }),
  z.strictObject({
    kind: z.literal("binding"),
    serviceAccountId: z.uuid(),
    cloudResourceId: z.uuid(),
    access: z.enum(["read", "write", "pull"]),
    prefix: KeyPrefix,
  }),
  z.strictObject({ kind: z.literal("service-account"), namespaceId: z.uuid(), name: DnsName }),
]);
export type RequestSnapshot = z.infer<typeof RequestSnapshot>;

const Why = z.string().trim().min(3).max(2000);
const Days = z.int().min(1).max(365).nullable();

/** The job from whose launch form it is asked: told to who decides, and nothing of what is granted. */
const JobId = z.uuid().nullable().default(null);

export const AskForAccessInput = z.strictObject({
  project: z.string(),
  jobId: JobId,
  snapshot: RequestSnapshot,
  why: Why,
  /** For how long from the approval; null for good. */
  days: Days,
});

export const AskToJoinInput = z.strictObject({
  project: z.string(),
  jobId: JobId,
  role: z.enum(projectRoles),
  why: Why,
  days: Days,
});

/** How pods come to their role: by the annotation of their service account, or by an EKS Pod Identity association. */
export const RoleBy = z.enum(["annotation", "pod-identity"]);
export type RoleBy = z.infer<typeof RoleBy>;
/** Of what was sent, as it is kept: a role comes by the annotation where nothing else is said. */
export const roleByOf = ({ roleArn, roleBy }: { roleArn?: string | null; roleBy?: RoleBy | null }): RoleBy | null =>
  roleArn ? (roleBy ?? "annotation") : null;

/** What the pods of a service account act as: an IAM role, or the Secret with an S3 access key. */
export const identityFields = {
  roleArn: z.string().startsWith("arn:").max(2048).nullable().default(null),
  roleBy: RoleBy.nullable().default(null),
  accessKeySecret: DnsName.nullable().default(null),
  vaultRole: z.string().max(128).nullable().default(null),
};
export const hasOneIdentity = (input: { roleArn: string | null; accessKeySecret: string | null }) =>
  (input.roleArn === null) !== (input.accessKeySecret === null);
export const oneIdentity = "field.one-identity" satisfies FieldKey;

export const DecideRequestInput = z.strictObject({
  requestId: z.uuid(),
  /** `snapshotHash` of what the decider was shown. */
  seen: z.string().max(64),
  decision: z.enum(["approve", "reject"]),
  comment: z.string().trim().max(2000).optional(),
  /** Fewer days than were asked for; more come to what was asked. */
  days: Days.optional(),
  /** Needed to approve a service account, and for nothing else. */
  identity: z.strictObject(identityFields).refine(hasOneIdentity, oneIdentity).optional(),
});
export type DecideRequestInput = z.infer<typeof DecideRequestInput>;

export const RequestInput = z.strictObject({ requestId: z.uuid() });

export const StartDelegationInput = z
  .strictObject({
    /** The sign-in name of who stands in. */
    delegate: z.string().trim().min(1).max(254),
    startsAt: z.coerce.date(),
    endsAt: z.coerce.date(),
  })
  .refine(({ startsAt, endsAt }) => endsAt > startsAt, {
    path: ["endsAt"],
    error: "field.after-start" satisfies FieldKey,
  })
  .refine(({ startsAt, endsAt }) => endsAt.getTime() - startsAt.getTime() <= 180 * 86_400_000, {
    path: ["endsAt"],
    error: "field.180-days" satisfies FieldKey,
  });

export const EndDelegationInput = z.strictObject({ delegationId: z.uuid() });

/** What waits for the caller's decision, what they asked for, and what was decided where they may. */
export const requestBoxes = ["decide", "mine", "decided"] as const;
export type RequestBox = (typeof requestBoxes)[number];

export type RequestState = "pending" | "approved" | "rejected" | "withdrawn" | "expired";

/** Why somebody who may decide such requests may not decide this one. */
export type MayNotDecide = "own" | "own-person" | "stands-in-for-requester";

/** What is asked for, in words: each code has its sentence in the messages. */
export type RequestTitle = { code: RequestSnapshot["kind"]; params: Record<string, string> };

export type RequestRow = {
  id: string;
  kind: RequestSnapshot["kind"];
  /** A request that nobody has decided by its day reads `expired`. */
  state: RequestState;
  project: { slug: string; name: string };
  /** The project whose owners decide; null: the admins. */
  decidingProject: string | null;
  requester: string;
  title: RequestTitle;
  where: { cluster?: string; namespace?: string; residency?: string };
  days: number | null;
  createdAt: Date;
  decideBy: Date;
  decidedAt: Date | null;
  decider: string | null;
  /** The owner in whose place it was decided. */
  onBehalfOf: string | null;
  comment: string | null;
  grantedUntil: Date | null;
  /** For `decideRequest`: says which contents were seen. */
  snapshotHash: string;
  /** Whether the caller asked it. */
  isOwn: boolean;
  mayDecide: boolean;
  /** The owner who is away, in whose place alone the caller would decide. */
  inPlaceOf: string | null;
  mayNotDecide: MayNotDecide | null;
};

/** Something that somebody may do, or will once the request is approved. */
export type Ability = {
  subject: string;
  /** read, write, pull; run; run-as; or a project's role. */
  may: string[];
  /** Name of what it is about; for a namespace `cluster / namespace`. */
  on: string;
  kind: "project" | "namespace" | "bucket" | "image-repository" | "secret" | "service-account";
  /** Only keys below it; empty means all. */
  prefix: string;
  isNew: boolean;
  /** When it ends; null for good. Of what is new: if it were approved now. */
  until: Date | null;
};

export type RequestDetail = RequestRow & {
  why: string;
  requesterName: string;
  /** The strongest role that the requester has in the project now. */
  requesterRole: ProjectRole | null;
  snapshot: RequestSnapshot;
  /** The job from whose launch form it was asked; its id for who may see the job. */
  job: { id: string | null; name: string } | null;
  /** What is asked for first, then what there is already next to it. */
  opens: Ability[];
  /** How many people it reaches: who may launch in the project (for a role: who is in it); null for who may not see the project. */
  reach: number | null;
  /** Where the data is and where it would be used. */
  residency: { data: string | null; runs: string } | null;
  /** What a decider has to name to approve a service account. */
  identity: { kind: "aws" | "datacenter"; clusterId: string; namespace: string; name: string } | null;
};

export type DelegationRow = {
  id: string;
  owner: string;
  delegate: string;
  /** Whether the caller is away, or stands in. */
  side: "away" | "stands-in";
  state: "coming" | "now" | "over";
  startsAt: Date;
  endsAt: Date;
};
