import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { list } from "./list.ts";

const page = (name: string, from?: string) => ({
  metadata: { resourceVersion: "7", ...(from && { continue: from }) },
  items: [{ metadata: { name } }],
});

function answering(pages: unknown[]) {
  const paths: string[] = [];
  const call: Connection["call"] = async ({ path }) => {
    paths.push(path);
    return pages.shift();
  };
  return { paths, api: { cluster: "c", call, find: call } as Connection };
}

test("a list is read to its last page, each asked for where the one before ended", async () => {
  const { api, paths } = answering([page("a", "one"), page("b", "two"), page("c")]);
  const { items, resourceVersion } = await list(api, "Pod", { namespace: "orders", labelSelector: "run=1" });
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(["a", "b", "c"]);
  expect(resourceVersion).toBe("7");
  expect(paths).toEqual([
    "/api/v1/namespaces/orders/pods?labelSelector=run%3D1&limit=500",
    "/api/v1/namespaces/orders/pods?labelSelector=run%3D1&limit=500&continue=one",
    "/api/v1/namespaces/orders/pods?labelSelector=run%3D1&limit=500&continue=two",
  ]);
});

test("a list with a limit is one request", async () => {
  const { api, paths } = answering([page("a", "one")]);
  expect((await list(api, "Pod", { limit: 1 })).items).toHaveLength(1);
  expect(paths).toEqual(["/api/v1/pods?limit=1"]);
});
