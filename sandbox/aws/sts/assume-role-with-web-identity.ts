import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { requestContext } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import type { Cloud } from "../call.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { Parameters } from "../protocol.ts";
import type { Account } from "../world.ts";
import { findRole, issueSession } from "./issue-session.ts";

const ACTION = "sts:AssumeRoleWithWebIdentity";

/**
 * Exchanges a service account's token for a role's credentials. The token must be signed by a key of an OIDC provider that is
 * registered in the role's account, be for one of the provider's audiences and not be expired; then the trust policy decides.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeRoleWithWebIdentity(cloud: Cloud, request: AwsRequest, parameters: Parameters) {
  const target = findRole(cloud.world, parameters.RoleArn);
  const token = parameters.WebIdentityToken ?? "";
  const issuer = readIssuer(token);
  if (!target) throw denied();
  const provider = target.account.oidcProviders.find((each) => each.issuer === issuer);
  if (!provider)
    throw new AwsError(400, "InvalidIdentityToken", `No OpenIDConnect provider found in your account for ${issuer}`);
  const claims = await verify(token, provider, cloud.now());

  const host = hostPath(issuer);
  const decision = evaluate({
    principal: { kind: "federated", arn: providerArn(target.account, issuer), account: target.account.id },
    action: ACTION,
    resource: target.role.arn,
    resourceAccount: target.account.id,
    identityPolicies: [],
    resourcePolicy: target.role.trust,
    resourcePolicyDecides: true,
    context: {
      ...requestContext(request, request.header("host") ?? "", cloud.now()),
      "sts:RoleSessionName": parameters.RoleSessionName ?? "",
      ...(claims.sub && { [`${host}:sub`]: claims.sub }),
      ...(claims.aud && { [`${host}:aud`]: claims.aud }),
    },
  });
  if (decision.outcome !== "allowed") throw denied();

  const session = issueSession(cloud, target, parameters, 43200);
  const audience = [claims.aud].flat()[0] ?? "";
  return {
    SubjectFromWebIdentityToken: claims.sub ?? "",
    Audience: audience,
    Provider: providerArn(target.account, issuer),
    ...session,
  };
}

/** `https://host/path` → `host/path`: so the provider's ARN and its condition keys call it. */
export function hostPath(issuer: string): string {
  return issuer.replace(/^https?:\/\//, "");
}

export function providerArn(account: Pick<Account, "id">, issuer: string): string {
  return `arn:aws:iam::${account.id}:oidc-provider/${hostPath(issuer)}`;
}

function readIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? "";
  } catch {
    throw new AwsError(
      400,
      "InvalidIdentityToken",
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    );
  }
}

async function verify(token: string, provider: Account["oidcProviders"][number], now: number): Promise<JWTPayload> {
  let keys: JSONWebKeySet;
  try {
    keys = (await provider.jwks()) as JSONWebKeySet;
  } catch {
    throw new AwsError(
      400,
      "InvalidIdentityToken",
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  try {
    const options = {
      issuer: provider.issuer,
      audience: provider.audiences,
      currentDate: new Date(now),
      requiredClaims: ["exp", "iat", "sub", "aud"],
    };
    return (await jwtVerify(token, createLocalJWKSet(keys), options)).payload;
  } catch (error) {
    throw tokenError(error, now);
  }
}

function tokenError(error: unknown, now: number): AwsError {
  if (error instanceof errors.JWTExpired) {
    const at = Math.floor(now / 1000);
    return new AwsError(
      400,
      "ExpiredTokenException",
      `Token expired: current date/time ${at} must be before the expiration date/time ${error.payload.exp}`,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return new AwsError(400, "InvalidIdentityToken", "Incorrect token audience");
    return new AwsError(400, "InvalidIdentityToken", `Missing a required claim: ${error.claim}`);
  }
  return new AwsError(
    400,
    "InvalidIdentityToken",
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  );
}

function denied(): AwsError {
  return new AwsError(403, "AccessDenied", `Not authorized to perform ${ACTION}`);
}
