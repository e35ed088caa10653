import { defineCommand } from "#lib/platform/command.ts";
import { reportOn } from "./cluster-report.ts";
import { connectionWords, NewConnection, refuseKnownUid, withNewConnection } from "./connect-new.ts";

/**
 * Connects to a cluster that is to be registered and says what is found. Nothing is stored; that Slipway was made to connect somewhere is in
 * the audit trail, also when it was refused. A cluster that is registered already is a `conflict` that names it.
 */
export const testConnection = defineCommand({
  name: "cluster.test",
  input: NewConnection,
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: (ctx, input) =>
    withNewConnection(ctx.db, input, undefined, async (session) => {
      const report = await reportOn(session);
      if (report.uid) await refuseKnownUid(ctx.db, report.uid);
      return report;
    }),
  run: async ({ prepared }) => prepared,
  audit: (input, _target, report) => ({
    ...connectionWords(input),
    ...(report ? { uid: report.uid, version: report.version, missing: report.missing } : {}),
  }),
});
