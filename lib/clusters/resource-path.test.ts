import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { resourcePath } from "./resource-path.ts";

test("a path is that of the kind's group, namespace and name", () => {
  expect(resourcePath("Job", "orders", "sw-1-1")).toBe("/apis/batch/v1/namespaces/orders/jobs/sw-1-1");
  expect(resourcePath("Pod", undefined)).toBe("/api/v1/pods");
  expect(resourcePath("Namespace", undefined, "kube-system")).toBe("/api/v1/namespaces/kube-system");
  expect(resourcePath("Node", "ignored", "node-1")).toBe("/api/v1/nodes/node-1");
});

test.each(["", "..", ".", "a/b", "a?b", "../secrets", "a\nb"])(
  "%j is no name: it would be another resource's path",
  (name) => {
    expect(() => resourcePath("Job", "orders", name)).toThrow(/not a Kubernetes name/);
    expect(() => resourcePath("Job", name, "a")).toThrow(/not a Kubernetes name/);
  },
);

test("one object of a namespaced kind can't be named without its namespace", () => {
  expect(() => resourcePath("Job", undefined, "a")).toThrow(/needs a namespace/);
});

property.prop([fc.string(), fc.string()])("no name leads out of its own segment", (namespace, name) => {
  try {
    expect(resourcePath("Pod", namespace, name).split("/")).toHaveLength(7);
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid" });
  }
});
