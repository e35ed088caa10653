import { z } from "zod";

export const Slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, "Lower-case letters, digits and dashes");
export const CreateProjectInput = z.strictObject({ slug: Slug, name: z.string().trim().min(1).max(100) });
export const SetMemberInput = z.strictObject({
  project: z.string(),
  userId: z.uuid(),
  role: z.enum(["owner", "editor", "operator", "viewer"]),
  expiresAt: z.coerce.date().nullable().default(null),
});
