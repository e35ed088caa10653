import { isCredentialRefused } from "#lib/aws/aws-error.ts";
import { listBuckets } from "#lib/aws/buckets.ts";
import { portalActions } from "#lib/aws/portal-actions.ts";
import { portalPolicy } from "#lib/aws/portal-policy.ts";
import { listObjects } from "#lib/aws/s3.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import { listRepositories, pingRegistry } from "#lib/registry/images.ts";
import { ownCapabilities, ownToken } from "#lib/vault/own-token.ts";
import type { Ability, Mapped, ReportPart, Verdict } from "./account-report.ts";
import type { OpenDatacenterAccount } from "./open-account.ts";

const MAX_HELD = 20;
const blank = { problem: null, identity: null, expiresAt: null, abilities: [], policy: null };

/** What each of a data centre's three stores says of its credential. They are asked one beside the other. */
export const inspectDatacenter = (account: OpenDatacenterAccount, mapped: Mapped): Promise<ReportPart[]> =>
  Promise.all([inspectS3(account, mapped), inspectRegistry(account), inspectVault(account)]);

/** An S3 of its own has no simulation: reading is tried, writing is seen at the first log. */
async function inspectS3(account: OpenDatacenterAccount, mapped: Mapped): Promise<ReportPart> {
  const { endpoint, region } = account.config.s3;
  const access = account.s3(region);
  const actions = portalActions.filter(({ action, purpose }) => action.startsWith("s3:") && purpose !== "roles");
  const policy = portalPolicy({ accountId: "", region, buckets: mapped.buckets }, actions);
  const report: ReportPart = {
    ...blank,
    part: "s3",
    place: new URL(endpoint).host,
    policy: { language: "json", text: policy },
  };
  let listing: Verdict = "allowed";
  try {
    await listBuckets(access, 1);
  } catch (error) {
    if (codeOf(error) !== "denied" || isCredentialRefused(error)) return { ...report, problem: problemOf(error) };
    listing = "denied";
  }
  const held = mapped.buckets.slice(0, MAX_HELD);
  const closed: string[] = [];
  for (const bucket of held)
    await listObjects(access, { bucket, limit: 1 }).catch((error) => {
      if (!(error instanceof SlipwayError)) throw error;
      closed.push(bucket);
    });
  const reading: Verdict =
    held.length === 0 ? "unknown" : closed.length === 0 ? "allowed" : closed.length < held.length ? "partly" : "denied";
  report.abilities = actions.map(({ action, purpose }): Ability => {
    if (action === "s3:ListAllMyBuckets") return { action, purpose, verdict: listing, on: [] };
    if (action === "s3:ListBucket") return { action, purpose, verdict: reading, on: closed };
    return { action, purpose, verdict: "unknown", on: [] };
  });
  return report;
}

async function inspectRegistry(account: OpenDatacenterAccount): Promise<ReportPart> {
  const { registry, config } = account;
  const report: ReportPart = { ...blank, part: "registry", place: new URL(config.registry.url).host };
  try {
    await pingRegistry(registry);
  } catch (error) {
    return { ...report, problem: problemOf(error) };
  }
  const catalogue = await listRepositories(registry, 1).then(
    (): Verdict => "allowed",
    (error): Verdict => (codeOf(error) === "denied" ? "denied" : "unknown"),
  );
  return {
    ...report,
    identity: registry.username ?? null,
    abilities: [{ action: "GET /v2/_catalog", purpose: "discover", verdict: catalogue, on: [] }],
  };
}

async function inspectVault(account: OpenDatacenterAccount): Promise<ReportPart> {
  const { vault, config } = account;
  const { address, mount, secretMounts } = config.vault;
  const wanted = [
    ...secretMounts.flatMap((each) => [
      { path: `${each}/metadata/*`, asked: `${each}/metadata/any`, capability: "read", purpose: "secrets" },
      { path: `${each}/metadata/*`, asked: `${each}/metadata/`, capability: "list", purpose: "discover" },
    ]),
    { path: `auth/${mount}/role/*`, asked: `auth/${mount}/role/any`, capability: "read", purpose: "roles" },
    { path: "sys/policies/acl/*", asked: "sys/policies/acl/any", capability: "read", purpose: "roles" },
  ];
  const rules = Map.groupBy(wanted, ({ path }) => path);
  const text = [...rules]
    .map(
      ([path, asked]) =>
        `path "${path}" {\n  capabilities = [${asked.map((one) => `"${one.capability}"`).join(", ")}]\n}`,
    )
    .join("\n");
  const report: ReportPart = {
    ...blank,
    part: "vault",
    place: new URL(address).host,
    policy: { language: "hcl", text },
  };
  try {
    const token = await ownToken(vault);
    const may = await ownCapabilities(vault, [...new Set(wanted.map(({ asked }) => asked))]);
    const abilities = wanted.map(({ path, asked, capability, purpose }): Ability => {
      const given = may.get(asked) ?? [];
      const isAllowed = given.includes(capability) || given.includes("root");
      return { action: `${capability} ${path}`, purpose, verdict: isAllowed ? "allowed" : "denied", on: [] };
    });
    return { ...report, identity: token.displayName || null, expiresAt: token.expiresAt, abilities };
  } catch (error) {
    return { ...report, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): NonNullable<ReportPart["problem"]> {
  if (!(error instanceof SlipwayError)) throw error;
  return { code: error.code, message: error.publicMessage };
}
