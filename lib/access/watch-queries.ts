import { z } from "zod";
import { defineQuery } from "#lib/platform/query.ts";

/** Whether the caller may be told that access has changed: anyone who is signed in. */
export const watchOwnAccess = defineQuery({
  name: "access.watch",
  input: z.strictObject({}),
  permission: "profile:read",
  target: async () => ({ projectId: null }),
  run: async () => ({ projectId: null }),
});
