import { z } from "zod";
import { projectRoles } from "./policy.ts";

const DnsName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

/** What may be asked for: ids and choices, as they are stored and as they are granted. */
export const RequestSnapshot = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("project-role"), role: z.enum(projectRoles) }),
  z.strictObject({ kind: z.literal("namespace"), namespaceId: z.uuid() }),
  z.strictObject({
    kind: z.literal("binding"),
    serviceAccountId: z.uuid(),
    cloudResourceId: z.uuid(),
    access: z.enum(["read", "write", "pull"]),
    prefix: z.string().max(1024).default(""),
  }),
  z.strictObject({ kind: z.literal("service-account"), namespaceId: z.uuid(), name: DnsName }),
]);
export type RequestSnapshot = z.infer<typeof RequestSnapshot>;
