import { createHash } from "node:crypto";
import https from "node:https";
import { ECRClient } from "@aws-sdk/client-ecr";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { guardedAgent } from "#lib/platform/guarded-agent.ts";
import type { AwsAccess } from "./access.ts";

const MAX_CLIENTS = 200;
const cache = new Map<string, unknown>();

export const ecrClient = (access: AwsAccess) => cached("ecr", access, () => new ECRClient(settings(access)));
export const eksClient = (access: AwsAccess) => cached("eks", access, () => new EKSClient(settings(access)));
export const iamClient = (access: AwsAccess) => cached("iam", access, () => new IAMClient(settings(access)));
export const stsClient = (access: AwsAccess) => cached("sts", access, () => new STSClient(settings(access)));
export const secretsManagerClient = (access: AwsAccess) =>
  cached("secrets-manager", access, () => new SecretsManagerClient(settings(access)));

/** Objects may take long to move: only silence and a slow connect are limited. */
export const s3Client = (access: AwsAccess) =>
  cached("s3", access, () => {
    const requestHandler = { connectionTimeout: 3_000, socketTimeout: 30_000, ...guardedAgents(access) };
    const forcePathStyle = access.endpoint !== undefined;
    return new S3Client({ ...settings(access), requestHandler, forcePathStyle, followRegionRedirects: false });
  });

/** One client, and so one set of sockets, for an account, region and credential; the least lately used one is forgotten. */
function cached<Client>(service: string, access: AwsAccess, make: () => Client): Client {
  // Hashed: a key of this map must not hold a secret access key in the clear.
  const key = createHash("sha256")
    .update(JSON.stringify([service, access]))
    .digest("base64");
  const client = (cache.get(key) as Client | undefined) ?? make();
  cache.delete(key);
  cache.set(key, client);
  if (cache.size > MAX_CLIENTS) cache.delete(cache.keys().next().value ?? "");
  return client;
}

const settings = (access: AwsAccess) => ({
  region: access.region,
  ...(access.endpoint && { endpoint: access.endpoint }),
  ...credentials(access),
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
    ...guardedAgents(access),
  },
});

/** An endpoint is what somebody registered; AWS's own are not. */
const guardedAgents = ({ endpoint }: AwsAccess) => {
  const sockets = { keepAlive: true, maxSockets: 50 };
  if (endpoint === undefined) return {};
  const agent = guardedAgent(new URL(endpoint).protocol, sockets);
  return agent instanceof https.Agent ? { httpsAgent: agent } : { httpAgent: agent };
};

function credentials({ credential, ...access }: AwsAccess) {
  const { roleArn, externalId } = credential;
  if (roleArn) {
    const { roleArn: _, ...own } = credential;
    return { credentials: assumed({ ...access, credential: own }, roleArn, externalId) };
  }
  // Without a key the SDK's default chain finds the identity of this very process.
  if (!("accessKeyId" in credential)) return {};
  const { accessKeyId, secretAccessKey } = credential;
  return { credentials: { accessKeyId, secretAccessKey } };
}

/** The SDK keeps what this gives until shortly before `expiration`. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const assumed = (access: AwsAccess, roleArn: string, externalId: string | undefined) => async () => {
  const session = { RoleArn: roleArn, RoleSessionName: "slipway", DurationSeconds: 3600 };
  const command = new AssumeRoleCommand({ ...session, ...(externalId && { ExternalId: externalId }) });
  const { Credentials: given } = await stsClient(access).send(command);
  if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error(`STS gave no credentials for ${roleArn}`);
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken && { sessionToken: given.SessionToken }),
    ...(given.Expiration && { expiration: given.Expiration }),
  };
};
