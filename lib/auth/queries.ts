import { z } from "zod";
import { can } from "#lib/access/policy.ts";
import { defineQuery } from "#lib/platform/query.ts";

/** What of the administration the caller may see. */
export const getProfile = defineQuery({
  name: "profile.get",
  input: z.strictObject({}),
  permission: "profile:read",
  target: async () => ({ projectId: null }),
  run: async ({ ctx }) => {
    const may = (permission: Parameters<typeof can>[1]) => can(ctx.grants, permission, { projectId: null });
    return {
      readsClusters: may("cluster:read"),
      changesClusters: may("cluster:write"),
      changesUsers: may("user:write"),
      readsAudit: may("audit:read"),
    };
  },
});
