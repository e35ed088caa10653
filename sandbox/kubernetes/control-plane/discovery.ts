import { groupVersion, resources } from "./kinds.ts";

const gitVersion = "v1.37.2+slipway-stand-in";

const groups = [...new Set(resources.map(({ group }) => group).filter(Boolean))];

const describeGroup = (name: string) => {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
};

/** What the server says of itself; `undefined` for a path that is not of these. */
export function discover(path: string): object | undefined {
  const [root, ...rest] = path.split("/").filter(Boolean);
  if (root === "version")
    return {
      major: "1",
      minor: "37",
      gitVersion,
      gitCommit: "",
      gitTreeState: "clean",
      buildDate: "",
      goVersion: "",
      compiler: "",
      platform: "linux/amd64",
    };
  if (root === "api" && rest.length === 0)
    return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (root === "api" && rest.join("/") === "v1") return resourceList("v1");
  if (root !== "apis") return undefined;
  if (rest.length === 0) return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(describeGroup) };
  const [group = "", version] = rest;
  if (!groups.includes(group) || rest.length > 2) return undefined;
  if (!version) return { kind: "APIGroup", apiVersion: "v1", ...describeGroup(group) };
  return version === "v1" ? resourceList(`${group}/v1`) : undefined;
}

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

function resourceList(wanted: string) {
  const served = resources.filter((resource) => groupVersion(resource) === wanted);
  return {
    kind: "APIResourceList",
    ...(wanted.includes("/") && { apiVersion: "v1" }),
    groupVersion: wanted,
    resources: served.flatMap(({ plural, kind, namespaced, shortNames, subresources, review }) => [
      {
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        verbs: review ? ["create"] : allVerbs,
        ...(shortNames.length > 0 && { shortNames }),
      },
      ...subresources.map((subresource) => ({
        name: `${plural}/${subresource}`,
        singularName: "",
        namespaced,
        ...subresourceKind(subresource, kind),
      })),
    ]),
  };
}

function subresourceKind(subresource: string, kind: string) {
  if (subresource === "token")
    return { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", verbs: ["create"] };
  if (subresource === "binding") return { kind: "Binding", verbs: ["create"] };
  return { kind, verbs: subresource === "log" ? ["get"] : ["get", "patch", "update"] };
}
