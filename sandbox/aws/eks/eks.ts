import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { JsonInput } from "../protocol.ts";
import { handleAssociations } from "./pod-identity-associations.ts";

/** DescribeCluster, ListClusters and Pod Identity associations: https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html */
export function handleEks(call: Call, input: JsonInput): unknown {
  const { caller, region, request, cloud } = call;
  const [, collection, name, part, id, ...rest] = decodeURIComponent(request.rawPath).split("/");
  const arn = (cluster: string) => eksClusterArn(region, caller.account.id, cluster);
  const here = caller.account.eksClusters.filter((each) => each.region === region);
  const isPart = part === "pod-identity-associations" && isKnown[id === undefined ? "all" : "one"].has(request.method);
  const isCluster = part === undefined && request.method === "GET";
  if (collection !== "clusters" || rest.length > 0 || !(isCluster || isPart)) {
    cloud.log(`EKS ${request.method} ${request.rawPath} is not implemented`);
    throw new AwsError(404, "UnknownOperationException", "The requested operation is not known.");
  }
  if (!name) {
    authorize(call, { action: "eks:ListClusters", resource: "*" }, "AccessDeniedException", 403);
    const names = here.map((cluster) => cluster.name).sort();
    const start = Number(request.param("nextToken") ?? 0);
    const end = start + Number(request.param("maxResults") ?? 100);
    if (!(start >= 0 && end > start && end <= start + 100))
      throw new AwsError(400, "InvalidParameterException", "maxResults must be between 1 and 100.");
    return { clusters: names.slice(start, end), nextToken: end < names.length ? `${end}` : null };
  }
  const found = () => {
    const cluster = here.find((each) => each.name === name);
    if (cluster) return cluster;
    throw new AwsError(404, "ResourceNotFoundException", `No cluster found for name: ${name}.`, { clusterName: name });
  };
  if (isPart) return handleAssociations(call, { name: found().name, arn: arn(name) }, id, input);
  authorize(call, { action: "eks:DescribeCluster", resource: arn(name) }, "AccessDeniedException", 403);
  const cluster = found();
  return {
    cluster: {
      name,
      arn: arn(name),
      version: cluster.version,
      endpoint: cluster.endpoint,
      certificateAuthority: { data: Buffer.from(cluster.ca).toString("base64") },
      identity: { oidc: { issuer: cluster.issuer } },
      accessConfig: { authenticationMode: "API" },
      status: "ACTIVE",
      tags: {},
    },
  };
}

const isKnown = { all: new Set(["GET", "POST"]), one: new Set(["GET", "DELETE"]) };

export const eksClusterArn = (region: string, account: string, cluster: string) =>
  `arn:aws:eks:${region}:${account}:cluster/${cluster}`;
