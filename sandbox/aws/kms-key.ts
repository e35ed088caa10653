import { createHash } from "node:crypto";
import { decide } from "./authorize.ts";
import type { Call } from "./call.ts";
import type { Decision } from "./policy/evaluate.ts";

type Service = "s3" | "secretsmanager";
type Home = { account: string; region: string };

/** The ARN of a key by its id or ARN; undefined for an alias, which only KMS could resolve. */
export function keyArn(id: string, { account, region }: Home): string | undefined {
  if (/^arn:[^:]+:kms:[^:]+:\d{12}:key\/[\w-]+$/.test(id)) return id;
  return /^[\w-]+$/.test(id) ? `arn:aws:kms:${region}:${account}:key/${id}` : undefined;
}

/** The key that AWS keeps for a service in an account's region: `aws/s3`, `aws/secretsmanager`. */
export function managedKeyArn(service: Service, { account, region }: Home): string {
  const hex = createHash("sha256").update(`${service}/${account}/${region}`).digest("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
  return `arn:aws:kms:${region}:${account}:key/${id}`;
}

export type KeyAsked = {
  action: "kms:Decrypt" | "kms:GenerateDataKey";
  key: string /* ARN */;
  /** Asks KMS in the caller's name. */
  service: Service;
  /** Region of the service. */
  region: string;
  encryptionContext: Record<string, string>;
};

/**
 * Whether the caller may use a key through a service. There is no KMS here: every key is taken to have the default key policy, by which the
 * policies of its own account's users and roles decide; AWS's own key of a service is everybody's in the account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function decideOnKey(call: Omit<Call, "response">, asked: KeyAsked): Decision {
  const { action, key, service, region, encryptionContext } = asked;
  const account = key.split(":")[4] ?? "";
  const caller = call.caller.account.id;
  if (key === managedKeyArn(service, { account, region }))
    return account === caller ? { outcome: "allowed" } : { outcome: "implicit-deny", missing: "resource-based" };
  const context = Object.fromEntries(
    Object.entries(encryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
  );
  return decide(call, {
    action,
    resource: key,
    resourceAccount: account,
    context: { ...context, "kms:ViaService": `${service}.${region}.amazonaws.com`, "kms:CallerAccount": caller },
  });
}
