import { z } from "zod";
import { defineCommand } from "#lib/platform/command.ts";
import { reportOn } from "./cluster-report.ts";
import {
  connectionWords,
  findReached,
  NewConnection,
  refuseKnownUid,
  refuseOtherUid,
  withNewConnection,
} from "./connect-new.ts";

/**
 * Connects to a cluster that is to be registered and says what is found. Nothing is stored; that Slipway was made to connect somewhere is in
 * the audit trail, also when it was refused. A cluster that is registered already is a `conflict` that names it; with `clusterId` it is the new
 * way to that cluster that is tried, and another one is `refused`.
 */
export const testConnection = defineCommand({
  name: "cluster.test",
  input: NewConnection.extend({ clusterId: z.uuid().optional() }),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: async (ctx, { clusterId, ...connection }) => {
    const known = clusterId === undefined ? undefined : await findReached(ctx.db, clusterId);
    return withNewConnection(ctx.db, connection, known?.name, async (session) => {
      const report = await reportOn(session);
      if (report.uid && known) refuseOtherUid(known, report.uid);
      else if (report.uid) await refuseKnownUid(ctx.db, report.uid);
      return report;
    });
  },
  run: async ({ prepared }) => prepared,
  audit: (input, _target, report) => ({
    ...connectionWords(input),
    ...(input.clusterId ? { clusterId: input.clusterId } : {}),
    ...(report ? { uid: report.uid, version: report.version, missing: report.missing } : {}),
  }),
});
