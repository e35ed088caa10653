import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { UsedClusterView } from "#lib/access/project-access-client.ts";
import { accessGraph, pathThrough } from "./access-graph.ts";

type Namespace = UsedClusterView["namespaces"][number];
type Resource = Namespace["resources"][number];
const granted = { since: "2026-01-01T00:00:00Z", until: null, hasEnded: false, by: "admin" };

const resource = (id: string, more: Partial<Resource> = {}): Resource => ({
  ...granted,
  bindingId: `${id} ${more.access ?? "read"}`,
  id,
  kind: "bucket",
  name: id,
  arn: null,
  region: "eu-central-1",
  residency: "eu",
  access: "read",
  prefix: "",
  mayNotCross: false,
  ...more,
});
const namespace = (id: string, resources: Resource[], more: Partial<Namespace> = {}): Namespace => ({
  ...granted,
  id,
  name: id,
  serviceAccount: { id: `${id}-runner`, name: `${id}-runner`, roleArn: null, accessKeySecret: "s", vaultRole: null },
  resources,
  ...more,
});
const cluster = (namespaces: Namespace[]): UsedClusterView => ({
  id: "c",
  name: "eks-frankfurt",
  type: "eks",
  region: "eu-central-1",
  residency: "eu",
  namespaces,
});

describe("the map of what a project may use", () => {
  test("draws one node for a resource that several bindings and service accounts reach", () => {
    const graph = accessGraph("orders", [
      cluster([
        namespace("batch", [resource("bucket"), resource("bucket", { access: "write" }), resource("secret")]),
        namespace("night", [resource("bucket")]),
      ]),
    ]);
    expect(graph.nodes.filter(({ column }) => column === 3).map(({ id, access }) => [id, access])).toEqual([
      ["bucket", ["read", "write"]],
      ["secret", ["read"]],
    ]);
    expect(graph.lines.map(({ id }) => id)).toContain("night-runner bucket");
    expect(pathThrough(graph, "secret")).toEqual(
      new Set([
        "secret",
        "batch-runner secret",
        "batch-runner",
        "batch batch-runner",
        "batch",
        "project batch",
        "project",
      ]),
    );
    expect(pathThrough(graph, "bucket").has("night")).toBe(true);
  });

  test("closes what ended and what data may not reach, unless another way is open", () => {
    const graph = accessGraph("orders", [
      cluster([
        namespace("old", [resource("bucket"), resource("gone")], { hasEnded: true }),
        namespace("batch", [
          resource("bucket"),
          resource("ended", { hasEnded: true }),
          resource("abroad", { mayNotCross: true }),
        ]),
        namespace("bare", [], { serviceAccount: null }),
      ]),
    ]);
    const closed = graph.nodes.filter(({ isClosed }) => isClosed).map(({ id }) => id);
    expect(closed.sort()).toEqual(["abroad", "ended", "gone", "old", "old-runner"]);
  });

  const drawn = fc.array(
    fc.record({ account: fc.boolean(), ids: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }) }),
    { maxLength: 6 },
  );
  test.prop([drawn])("lays no two things of a column over each other, and joins all by lines", (places) => {
    const graph = accessGraph("orders", [
      cluster(
        places.map(({ account, ids }, index) =>
          namespace(
            `n${index}`,
            account ? ids.map((id) => resource(`r${id}`)) : [],
            account ? {} : { serviceAccount: null },
          ),
        ),
      ),
    ]);
    for (const column of [0, 1, 2, 3]) {
      const rows = graph.nodes.filter((node) => node.column === column).map(({ row }) => row);
      const sorted = rows.toSorted((a, b) => a - b);
      for (const [index, row] of sorted.entries())
        if (index > 0) expect(row - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(1);
      for (const row of rows) expect(row <= graph.rows).toBe(true);
    }
    const reached = pathThrough(graph, "project");
    expect(graph.nodes.filter(({ id }) => !reached.has(id))).toEqual([]);
  });
});
