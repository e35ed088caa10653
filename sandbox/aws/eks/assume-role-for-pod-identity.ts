import { randomUUID } from "node:crypto";
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import { authorize, requestContext } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { evaluate } from "../policy/evaluate.ts";
import { type JsonInput, text } from "../protocol.ts";
import { findRole, issueSession, type RoleTarget } from "../sts/issue-session.ts";
import type { Account } from "../world.ts";
import { eksClusterArn } from "./eks.ts";
import { associationOf } from "./pod-identity-associations.ts";

const audience = "pods.eks.amazonaws.com";
const sixHours = 21_600;

/**
 * Exchanges a pod's token for credentials of the role that its service account is associated with; the node's agent asks for it. The token must
 * be of this cluster and this audience, and the role's trust policy must let EKS take it on and tag the session with where the pod is.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_auth_AssumeRoleForPodIdentity.html
 */
export async function assumeRoleForPodIdentity(call: Call, input: JsonInput) {
  const { cloud, request, caller, region } = call;
  const [, name = ""] = /^\/clusters\/([^/]+)\/assume-role-for-pod-identity$/.exec(request.rawPath) ?? [];
  const clusterArn = eksClusterArn(region, caller.account.id, name);
  authorize(call, { action: "eks-auth:AssumeRoleForPodIdentity", resource: clusterArn }, "AccessDeniedException", 400);
  const cluster = caller.account.eksClusters.find((each) => each.region === region && each.name === name);
  if (!cluster) throw new AwsError(404, "ResourceNotFoundException", `No cluster found for name: ${name}.`);
  const claims = await verify(text(input, "token") ?? "", cluster, cloud.now());
  const { namespace, serviceaccount, pod } = claims["kubernetes.io"] as Bound;
  const association = associationOf(caller.account, clusterArn, namespace, serviceaccount.name);
  const target = association && findRole(cloud.world, association.roleArn);
  if (!association)
    throw new AwsError(404, "ResourceNotFoundException", "No association found for the service account of this token.");
  const tags = {
    "eks-cluster-arn": clusterArn,
    "eks-cluster-name": name,
    "kubernetes-namespace": namespace,
    "kubernetes-service-account": serviceaccount.name,
    ...(pod && { "kubernetes-pod-name": pod.name, "kubernetes-pod-uid": pod.uid }),
  };
  if (!target || !letsEksIn(call, target, tags))
    throw new AwsError(400, "AccessDeniedException", "EKS does not have permissions to assume the associated role.");
  const RoleSessionName = `${`eks-${name}-${pod?.name ?? ""}`.slice(0, 27)}-${randomUUID()}`;
  const parameters = { RoleSessionName, DurationSeconds: `${sixHours}` };
  const { Credentials: given, AssumedRoleUser } = issueSession(cloud, target, parameters, sixHours, tags);
  return {
    subject: { namespace, serviceAccount: serviceaccount.name },
    audience,
    podIdentityAssociation: { associationArn: association.arn, associationId: association.id },
    assumedRoleUser: { arn: AssumedRoleUser.Arn, assumeRoleId: AssumedRoleUser.AssumedRoleId },
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: Date.parse(given.Expiration) / 1000,
    },
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims */
type Named = { name: string; uid: string };
type Bound = { namespace: string; serviceaccount: Named; pod?: Named };

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html; the tags: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
function letsEksIn({ request, region, cloud }: Call, { account, role }: RoleTarget, tags: Record<string, string>) {
  const requested = Object.entries(tags).map(([tag, value]) => [`aws:RequestTag/${tag}`, value]);
  return ["sts:AssumeRole", "sts:TagSession"].every(
    (action) =>
      evaluate({
        principal: { kind: "service", name: audience },
        action,
        resource: role.arn,
        resourceAccount: account.id,
        identityPolicies: [],
        resourcePolicy: role.trust,
        resourcePolicyDecides: true,
        context: {
          ...requestContext(request, region, cloud.now()),
          ...Object.fromEntries(requested),
          "aws:TagKeys": Object.keys(tags),
        },
      }).outcome === "allowed",
  );
}

async function verify(
  token: string,
  { issuer, jwks }: Account["eksClusters"][number],
  now: number,
): Promise<JWTPayload> {
  try {
    const keys = createLocalJWKSet((await jwks?.()) as JSONWebKeySet);
    return (await jwtVerify(token, keys, { issuer, audience, currentDate: new Date(now) })).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new AwsError(400, "ExpiredTokenException", "The token included in the request is expired.");
    throw new AwsError(400, "InvalidTokenException", "The token included in the request cannot be validated.");
  }
}
