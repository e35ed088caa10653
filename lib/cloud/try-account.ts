import { z } from "zod";
import { defineCommand } from "#lib/platform/command.ts";
import { type AccountReport, nothingMapped } from "./account-report.ts";
import { inspectAccount } from "./inspect-account.ts";
import { withCredential } from "./open-account.ts";
import { AwsAccountConfig, AwsCredential, DatacenterAccountConfig, DatacenterCredential } from "./schema.ts";

/**
 * What a credential is and may do, before anything is kept. A command, because it carries a credential and reaches where it is told to:
 * it leaves an audit row.
 */
export const tryAccount = defineCommand({
  name: "cloud-account.try",
  input: z.union([
    z.object({ config: AwsAccountConfig, credential: AwsCredential }),
    z.object({ config: DatacenterAccountConfig, credential: DatacenterCredential }),
  ]),
  permission: "cluster:write",
  target: async () => ({ projectId: null }),
  prepare: async (_ctx, { config, credential }): Promise<AccountReport> =>
    inspectAccount(withCredential({ id: "", name: "new", kind: config.kind, config }, credential), nothingMapped),
  run: async ({ prepared }) => prepared,
  audit: ({ config }, _target, report) => ({
    config,
    identities: report?.parts.map(({ part, identity }) => ({ part, identity })),
  }),
});
