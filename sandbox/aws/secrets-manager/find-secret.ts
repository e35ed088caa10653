import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { RequestContext } from "../policy/policy-document.ts";
import { type JsonInput, text } from "../protocol.ts";
import type { Secret } from "../world.ts";

/** A secret by name, by ARN, or by an ARN without its last six characters; only in the caller's account and the request's region. */
export function findSecret({ caller, region }: Call, id: string): Secret | undefined {
  const here = [...caller.account.secrets.values()].filter((secret) => secret.region === region);
  return here.find(({ name, arn }) => id === name || id === arn || id === arn.slice(0, -7));
}

/** The ARN that policies are asked about: the secret's own, or for one that is not there what its ARN would begin with. */
export function secretAsked(call: Call, id: string): string {
  if (id.startsWith("arn:")) return findSecret(call, id)?.arn ?? id;
  return findSecret(call, id)?.arn ?? `arn:aws:secretsmanager:${call.region}:${call.caller.account.id}:secret:${id}`;
}

/**
 * The secret that `SecretId` names, once the caller may do `action` with it. Who may not is not told whether it exists.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
 */
export function requireSecret(call: Call, input: JsonInput, action: string, context: RequestContext = {}): Secret {
  const id = text(input, "SecretId") ?? "";
  const resource = secretAsked(call, id);
  authorize(call, { action, resource, context: { "secretsmanager:SecretId": resource, ...context } });
  const secret = findSecret(call, id);
  if (!secret) throw new AwsError(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  return secret;
}

/** Version id → its stages, of the versions that have any. */
export function stagesById({ versions }: Secret): Record<string, string[]> {
  return Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]));
}
