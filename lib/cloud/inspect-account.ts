import type { AccountReport, Mapped } from "./account-report.ts";
import { inspectAws } from "./inspect-aws.ts";
import { inspectDatacenter } from "./inspect-datacenter.ts";
import type { OpenAccount } from "./open-account.ts";

/** What an account's credential is, what it may do there and what is missing. Nothing is changed and no secret is read. */
export const inspectAccount = async (account: OpenAccount, mapped: Mapped): Promise<AccountReport> => ({
  parts: account.kind === "aws" ? [await inspectAws(account, mapped)] : await inspectDatacenter(account, mapped),
});
