import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { resources } from "./kubernetes-objects.ts";
import { rbacYaml, subjectOf } from "./rbac-yaml.ts";
import { requiredAccess } from "./required-access.ts";

const root = new URL("../../", import.meta.url).pathname;
const sources = ["lib", "worker", "app"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => readFileSync(`${root}${folder}/${file}`, "utf8")),
);

const verbOf: Record<string, string> = { get: "get", list: "list", watch: "watch", patch: "patch", remove: "delete" };

/** What the source asks of clusters, where a call says its kind: `session.get("Job", …)`. */
const called = new Set(
  sources.flatMap((source) =>
    [...source.matchAll(/session\s*\.(get|list|watch|patch|remove)\(\s*"(\w+)"/g)].map(([, call, kind]) => {
      const resource = resources[kind as keyof typeof resources];
      return `${verbOf[call ?? ""]} ${resource.plural}`;
    }),
  ),
);
/** Of these the kind is in a variable. */
const calledOtherwise = [
  ...["jobs", "pods", "events"].flatMap((resource) => [`list ${resource}`, `watch ${resource}`]),
  ...["jobs", "configmaps", "serviceaccounts"].map((resource) => `create ${resource}`),
  "get pods/log",
];

describe("the list of what Slipway needs in a cluster", () => {
  const needed = requiredAccess.flatMap(({ resource, verbs }) => verbs.map((verb) => `${verb} ${resource}`));

  test("is what the source asks, no less and no more", () => {
    expect(called.size).toBeGreaterThan(8);
    expect([...new Set(needed)].sort()).toEqual([...new Set([...called, ...calledOtherwise])].sort());
  });

  test("names nothing twice and no Secret", () => {
    expect(new Set(needed).size).toBe(needed.length);
    expect(needed.filter((each) => each.includes("secret"))).toEqual([]);
  });
});

describe("the RBAC to copy", () => {
  const yaml = rbacYaml({ kind: "Group", name: "slipway" }, ["orders-batch"]);
  const documents = parseAllDocuments(yaml).map((document) => document.toJS());

  test("grants exactly the list", () => {
    const granted = documents
      .filter(({ kind }) => kind === "ClusterRole")
      .flatMap(({ metadata, rules }) =>
        rules.map((rule: object) => ({
          scope: metadata.name === "slipway-watch" ? "cluster" : "namespace",
          ...rule,
        })),
      );
    expect(granted).toEqual(
      requiredAccess.map(({ scope, group, resource, verbs }) => ({
        scope,
        apiGroups: [group],
        resources: [resource],
        verbs,
      })),
    );
  });

  test("binds the role of the whole cluster once, and the other in each namespace", () => {
    expect(documents.slice(2)).toMatchObject([
      {
        kind: "ClusterRoleBinding",
        roleRef: { name: "slipway-watch" },
        subjects: [{ kind: "Group", name: "slipway" }],
      },
      { kind: "RoleBinding", metadata: { namespace: "orders-batch" }, roleRef: { name: "slipway-run" } },
    ]);
  });

  test("names a service account as one, and quotes a user's name", () => {
    expect(subjectOf("system:serviceaccount:slipway:portal")).toEqual({
      kind: "ServiceAccount",
      name: "portal",
      namespace: "slipway",
    });
    const odd = rbacYaml(subjectOf('a: "b" # c'), []);
    expect(parseAllDocuments(odd)[2]?.toJS()).toMatchObject({ subjects: [{ kind: "User", name: 'a: "b" # c' }] });
  });

  test("stands in the documentation word for word", () => {
    expect(readFileSync(`${root}docs/clusters.md`, "utf8")).toContain(yaml);
  });
});
