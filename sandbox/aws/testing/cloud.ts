import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { AwsAccount } from "../accounts.ts";
import type { PolicyDocument, PolicyStatement } from "../policy/policy-document.ts";
import { type Aws, startAws } from "../server.ts";
import { providerArn } from "../sts/assume-role-with-web-identity.ts";

export const FRANKFURT = "111122223333";
export const VIRGINIA = "444455556666";
export const ISSUER = "https://oidc.example.test/id/FRANKFURT";
export const SUBJECT = "system:serviceaccount:orders-batch:orders";

export const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
export const keysOf = (name: string) => ({
  accessKeyId: `AKIA${name.toUpperCase().padEnd(16, "X")}`,
  secretAccessKey: `${name}/only/a/test/secret`,
});

type Temporary = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/** Two accounts, a cluster's OIDC provider, and a role that trusts exactly one of its service accounts. */
export async function startTestCloud() {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const dataDir = await mkdtemp(join(tmpdir(), "slipway-aws-"));
  const options = { dataDir, accounts: accounts(async () => ({ keys: [jwk] })) };
  let aws: Aws = await startAws(options);
  const token = (claims: JWTPayload = {}, key = privateKey) => {
    const seconds = Math.floor(Date.now() / 1000);
    const all = {
      iss: ISSUER,
      sub: SUBJECT,
      aud: ["sts.amazonaws.com"],
      iat: seconds,
      exp: seconds + 600,
      ...claims,
    };
    return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "key-1" }).sign(key);
  };
  return {
    get url() {
      return aws.url;
    },
    /** A client's configuration for a user's name, or for temporary credentials. */
    config: (who: string | Temporary, region = "eu-central-1") => ({
      endpoint: aws.url,
      region,
      credentials: typeof who === "string" ? keysOf(who) : who,
      maxAttempts: 1,
    }),
    /** What a pod of the role `orders` gets for its service account's token. */
    async podCredentials(): Promise<Temporary> {
      const sts = new STSClient({ endpoint: aws.url, region: "eu-central-1" });
      const input = {
        RoleArn: `arn:aws:iam::${FRANKFURT}:role/orders`,
        RoleSessionName: "pod",
        WebIdentityToken: await token(),
      };
      const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(input));
      return {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      };
    },
    token,
    async restart() {
      await aws.stop();
      aws = await startAws(options);
    },
    async stop() {
      await aws.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

function accounts(jwks: () => Promise<object>): AwsAccount[] {
  const user = (name: string, ...statements: PolicyStatement[]) => ({
    name,
    ...keysOf(name),
    policies: statements.length > 0 ? [policy(...statements)] : [],
  });
  const host = ISSUER.slice("https://".length);
  const trust = policy({
    Effect: "Allow",
    Principal: { Federated: providerArn({ id: FRANKFURT }, ISSUER) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${host}:sub`]: SUBJECT, [`${host}:aud`]: "sts.amazonaws.com" } },
  });
  const readOrders: PolicyStatement = {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: ["arn:aws:s3:::orders-eu", "arn:aws:s3:::orders-eu/*"],
  };
  const trustPods = policy({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "orders-batch" } },
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how IAM writes a variable
  const own = "arn:aws:s3:::orders-eu/${aws:PrincipalTag/kubernetes-namespace}/*";
  const readOwnNamespace: PolicyStatement = {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: own,
  };
  const readSecret: PolicyStatement = {
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: `arn:aws:secretsmanager:eu-central-1:${FRANKFURT}:secret:orders/*`,
  };
  const pull: PolicyStatement = {
    Effect: "Allow",
    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: `arn:aws:ecr:eu-central-1:${FRANKFURT}:repository/orders/*`,
  };
  const login: PolicyStatement = { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" };
  const trustPortal = policy({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${FRANKFURT}:user/admin` },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "slipway" } },
  });
  return [
    {
      id: FRANKFURT,
      name: "frankfurt",
      users: [
        user("admin", { Effect: "Allow", Action: "*", Resource: "*" }),
        user("nobody"),
        user("reader", readOrders),
        user("node", { Effect: "Allow", Action: "eks-auth:AssumeRoleForPodIdentity", Resource: "*" }),
      ],
      roles: [
        { name: "orders", trust, policies: [policy(readOrders, readSecret, pull, login)] },
        { name: "orders-of-pods", trust: trustPods, policies: [policy(readOwnNamespace)] },
      ],
      oidcProviders: [{ issuer: ISSUER, audiences: ["sts.amazonaws.com"], jwks }],
      buckets: [{ name: "orders-eu", region: "eu-central-1", versioning: true }],
      secrets: [
        { name: "orders/db-password", region: "eu-central-1", value: "first" },
        { name: "billing/api-key", region: "eu-central-1", value: "other" },
      ],
      repositories: [
        {
          name: "orders/report",
          region: "eu-central-1",
          images: [{ tags: ["1.0", "latest"], entrypoint: ["python3"], files: { "/app/a.py": "print(1)" } }],
        },
        { name: "billing/report", region: "eu-central-1", images: [] },
      ],
      eksClusters: [
        {
          name: "eks-frankfurt",
          region: "eu-central-1",
          endpoint: "https://127.0.0.1:1",
          ca: "PEM",
          issuer: ISSUER,
          jwks,
          version: "1.37",
        },
      ],
    },
    {
      id: VIRGINIA,
      name: "virginia",
      users: [user("away", { Effect: "Allow", Action: "*", Resource: "*" })],
      roles: [
        { name: "portal", trust: trustPortal, policies: [policy({ Effect: "Allow", Action: "*", Resource: "*" })] },
      ],
      oidcProviders: [],
      buckets: [{ name: "orders-us", region: "us-east-1", versioning: false }],
      secrets: [],
      repositories: [],
      eksClusters: [],
    },
  ];
}
