import { randomBytes } from "node:crypto";
import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { type JsonInput, seconds, text } from "../protocol.ts";
import type { Account, PodIdentityAssociation } from "../world.ts";

type Cluster = { name: string; arn: string };

/**
 * The Pod Identity associations of one cluster, and which role each gives to the pods of which service account.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html, API_ListPodIdentityAssociations.html,
 * API_DescribePodIdentityAssociation.html, API_DeletePodIdentityAssociation.html
 */
export function handleAssociations(call: Call, cluster: Cluster, id: string | undefined, input: JsonInput): unknown {
  const { method } = call.request;
  if (id === undefined) return method === "POST" ? create(call, cluster, input) : list(call, cluster);
  const action = method === "DELETE" ? "eks:DeletePodIdentityAssociation" : "eks:DescribePodIdentityAssociation";
  allow(call, action, arnOf(cluster, id));
  const { associations } = call.caller.account;
  const found = associations.get(id);
  if (!found || clusterArnOf(found) !== cluster.arn)
    throw notFound(`The association ID ${id} was not found in cluster ${cluster.name}.`);
  if (method === "DELETE") {
    associations.delete(id);
    call.cloud.save(found);
  }
  return { association: described(found) };
}

/** Whoever associates a role passes it on: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html */
function create(call: Call, cluster: Cluster, input: JsonInput) {
  const { account } = call.caller;
  allow(call, "eks:CreatePodIdentityAssociation", cluster.arn);
  const [namespace, serviceAccount, roleArn] = ["namespace", "serviceAccount", "roleArn"].map((name) => {
    const value = text(input, name);
    if (!value) throw new AwsError(400, "InvalidParameterException", `${name} is required.`);
    return value;
  }) as [string, string, string];
  allow(call, "iam:PassRole", roleArn);
  const there = associationOf(account, cluster.arn, namespace, serviceAccount);
  if (there) throw new AwsError(409, "ResourceInUseException", `Association already exists: ${there.id}`);
  const id = `a-${randomBytes(12).toString("hex").slice(0, 17)}`;
  const arn = arnOf(cluster, id);
  const association = { id, arn, namespace, serviceAccount, roleArn, createdAt: new Date().toISOString() };
  account.associations.set(id, association);
  call.cloud.save(association);
  return { association: described(association) };
}

function list(call: Call, cluster: Cluster) {
  const { request, caller } = call;
  allow(call, "eks:ListPodIdentityAssociations", cluster.arn);
  const wanted = (name: "namespace" | "serviceAccount", each: PodIdentityAssociation) =>
    [undefined, each[name]].includes(request.param(name));
  const found = [...caller.account.associations.values()].filter(
    (each) => clusterArnOf(each) === cluster.arn && wanted("namespace", each) && wanted("serviceAccount", each),
  );
  const start = Number(request.param("nextToken") ?? 0);
  const end = start + Number(request.param("maxResults") ?? 100);
  return {
    associations: found.slice(start, end).map((each) => {
      const { roleArn: _, createdAt: __, ...summary } = described(each);
      return summary;
    }),
    nextToken: end < found.length ? `${end}` : null,
  };
}

/** There is at most one for a service account. */
export const associationOf = (account: Account, clusterArn: string, namespace: string, serviceAccount: string) =>
  [...account.associations.values()].find(
    (each) =>
      clusterArnOf(each) === clusterArn && each.namespace === namespace && each.serviceAccount === serviceAccount,
  );

/** `…:cluster/name` → `…:podidentityassociation/name/id`. */
const arnOf = ({ arn }: Cluster, id: string) => `${arn.replace(":cluster/", ":podidentityassociation/")}/${id}`;
const clusterArnOf = ({ arn }: PodIdentityAssociation) =>
  arn.replace(":podidentityassociation/", ":cluster/").replace(/\/[^/]+$/, "");

const described = ({ id, arn, createdAt, namespace, serviceAccount, roleArn }: PodIdentityAssociation) => ({
  clusterName: arn.split("/").at(-2),
  namespace,
  serviceAccount,
  roleArn,
  associationArn: arn,
  associationId: id,
  createdAt: seconds(createdAt),
});

const allow = (call: Call, action: string, resource: string) =>
  authorize(call, { action, resource }, "AccessDeniedException", 403);

const notFound = (message: string) => new AwsError(404, "ResourceNotFoundException", message);
