import { isCredentialRefused } from "#lib/aws/aws-error.ts";
import { listBuckets } from "#lib/aws/buckets.ts";
import { listRepositories } from "#lib/aws/ecr.ts";
import { listClusters } from "#lib/aws/eks.ts";
import { simulate } from "#lib/aws/iam.ts";
import { type ActedOn, type PortalAction, portalActions } from "#lib/aws/portal-actions.ts";
import { bucketArn, everyOne, partitionOf, portalPolicy } from "#lib/aws/portal-policy.ts";
import { listSecrets } from "#lib/aws/secrets-manager.ts";
import { callerIdentity } from "#lib/aws/sts.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import type { Ability, Mapped, ReportPart } from "./account-report.ts";
import type { OpenAwsAccount } from "./open-account.ts";

const MAX_HELD = 20;

/**
 * Whose the credential is, and what it may do: what lists is really called, the rest is asked of IAM's own simulation where the credential may
 * ask for that. Bucket and organisation policies are not part of a simulation.
 */
export async function inspectAws(account: OpenAwsAccount, mapped: Mapped): Promise<ReportPart> {
  const { accountId, region } = account.config;
  const access = account.aws(region);
  const scope = { accountId, region, buckets: mapped.buckets };
  const report: ReportPart = {
    part: "aws",
    place: region,
    problem: null,
    identity: null,
    expiresAt: null,
    abilities: [],
    policy: { language: "json", text: portalPolicy(scope) },
  };
  try {
    const identity = await callerIdentity(access);
    report.identity = identity.arn;
    if (identity.accountId !== accountId) {
      report.problem = { code: "other-account", message: identity.accountId };
      return report;
    }
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    report.problem = { code: error.code, message: error.publicMessage };
    return report;
  }
  const [called, simulated] = await Promise.all([
    callThem(account),
    simulateThem(account, report.identity ?? "", mapped),
  ]);
  report.abilities = portalActions.map((asked): Ability => {
    const { verdict, on } = called.get(asked.action) ??
      simulated.get(asked.action) ?? { verdict: "unknown" as const, on: [] };
    return { action: asked.action, purpose: asked.purpose, verdict, on };
  });
  return report;
}

type Found = Pick<Ability, "verdict" | "on">;

/** What can be tried without changing anything is tried: nothing is surer. */
async function callThem(account: OpenAwsAccount): Promise<Map<string, Found>> {
  const access = account.aws(account.config.region);
  const calls: [string, () => Promise<unknown>][] = [
    ["s3:ListAllMyBuckets", () => listBuckets(access, 1)],
    ["ecr:DescribeRepositories", () => listRepositories(access, 1)],
    ["secretsmanager:ListSecrets", () => listSecrets(access, 1)],
    ["eks:ListClusters", () => listClusters(access)],
  ];
  const tried = await Promise.all(
    calls.map(async ([action, call]): Promise<[string, Found]> => {
      try {
        await call();
        return [action, { verdict: "allowed", on: [] }];
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error;
        const isDenied = codeOf(error) === "denied" && !isCredentialRefused(error);
        return [action, { verdict: isDenied ? "denied" : "unknown", on: [] }];
      }
    }),
  );
  return new Map(tried);
}

async function simulateThem(account: OpenAwsAccount, arn: string, mapped: Mapped): Promise<Map<string, Found>> {
  const { accountId, region } = account.config;
  const principal = principalOf(account, arn);
  if (principal === undefined) return new Map();
  const held: Record<ActedOn, string[]> = {
    account: [],
    bucket: mapped.buckets.map((name) => bucketArn(region, name)),
    object: mapped.buckets.map((name) => `${bucketArn(region, name)}/any-key`),
    repository: mapped.repositories,
    secret: mapped.secrets,
    role: mapped.roles,
    cluster: mapped.clusters,
    association: mapped.clusters.map(
      (arn) => `${arn.replace(":cluster/", ":podidentityassociation/")}/any-association`,
    ),
  };
  const askOf = async (on: ActedOn, actions: PortalAction[]): Promise<[string, Found][]> => {
    const own = held[on].slice(0, MAX_HELD);
    const resources = own.length > 0 ? own : everyOne(on, { accountId, region, buckets: [] });
    const names = actions.map(({ action }) => action);
    const results = await simulate(account.aws(region), principal, names, resources);
    return names.map((action) => {
      const denied = results.filter((one) => one.action === action && !one.allowed).map(({ resource }) => resource);
      if (denied.length === 0) return [action, { verdict: "allowed", on: [] }];
      // Not allowed on everything may well be allowed on what will be mapped.
      if (own.length === 0 && on !== "account") return [action, { verdict: "unknown", on: [] }];
      return [action, { verdict: denied.length < resources.length ? "partly" : "denied", on: denied }];
    });
  };
  const byResource = [...Map.groupBy(portalActions, ({ on }) => on)];
  try {
    return new Map((await Promise.all(byResource.map(([on, actions]) => askOf(on, actions)))).flat());
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const isDenied = error.code === "denied";
    return isDenied ? new Map([["iam:SimulatePrincipalPolicy", { verdict: "denied", on: [] }]]) : new Map();
  }
}

/** The user or role whose policies decide; the account's root has none. */
function principalOf(account: OpenAwsAccount, arn: string): string | undefined {
  if (/:user\//.test(arn)) return arn;
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role === undefined) return undefined;
  const { accountId, region } = account.config;
  // The ARN of a session leaves the role's path out: the configured one has it.
  return account.roleArn ?? `arn:${partitionOf(region)}:iam::${accountId}:role/${role}`;
}
