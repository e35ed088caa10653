import { expect, test } from "vitest";
import { type Asking, findWaiting, snapshotOf, titleOf } from "./asking.ts";

const place = { cluster: "dc-frankfurt", residency: "eu", namespace: "shared-batch" };
const namespace: Asking = { kind: "namespace", project: "payments", clusterId: "c", namespaceId: "n", ...place };
const secret: Extract<Asking, { kind: "binding" }> = {
  kind: "binding",
  project: "payments",
  cloudResourceId: "r",
  resource: "secret/ledger-key",
  resourceKind: "secret",
  serviceAccountId: "s",
  serviceAccount: "runner",
  ...place,
};
const chosen = { access: "read" as const, namespaceId: null, name: "" };

const waiting = (asking: Asking, params: Record<string, string>, state: "pending" | "rejected" = "pending") => ({
  state,
  kind: asking.kind,
  project: { slug: asking.project, name: asking.project },
  title: { code: asking.kind, params },
});

test("what is greyed becomes the request for exactly that", () => {
  expect(snapshotOf(secret, chosen)).toEqual({
    kind: "binding",
    cloudResourceId: "r",
    serviceAccountId: "s",
    access: "read",
    prefix: "",
  });
  expect(snapshotOf(namespace, { ...chosen, namespaceId: "n" })).toEqual({ kind: "namespace", namespaceId: "n" });
});

test("what has ended is asked for again as it was bound, and no wider", () => {
  const ended: Asking = { ...secret, resourceKind: "bucket", access: "write", prefix: "input/" };
  expect(snapshotOf(ended, { ...chosen, access: titleOf(ended).params.access as "write" })).toMatchObject({
    access: "write",
    prefix: "input/",
  });
  const names = { cluster: place.cluster, namespace: place.namespace, resource: secret.resource };
  const other = { ...names, serviceAccount: "runner", kind: "bucket", access: "write", prefix: "" };
  expect(findWaiting([waiting(ended, other)], ended)).toBeUndefined();
  expect(findWaiting([waiting(ended, { ...other, prefix: "input/" })], ended)).toBeDefined();
});

test("nothing is asked before what it takes is chosen", () => {
  expect(snapshotOf(namespace, chosen)).toBeUndefined();
  expect(snapshotOf({ ...place, kind: "service-account", project: "payments", namespaceId: "n" }, chosen)).toBe(
    undefined,
  );
});

test("one's own request that waits is found for the same thing alone", () => {
  const same = waiting(namespace, { cluster: "dc-frankfurt", namespace: "shared-batch" });
  expect(findWaiting([same], namespace)).toBe(same);
  expect(findWaiting([{ ...same, state: "rejected" }], namespace)).toBeUndefined();
  expect(findWaiting([waiting(namespace, { cluster: "eks-virginia", namespace: "shared-batch" })], namespace)).toBe(
    undefined,
  );
  expect(findWaiting([{ ...same, project: { slug: "orders", name: "Orders" } }], namespace)).toBeUndefined();
  expect(findWaiting([same], secret)).toBeUndefined();
});

test("an image is asked for to be pulled, a secret to be read", () => {
  expect(titleOf(secret).params.access).toBe("read");
  expect(titleOf({ ...secret, resourceKind: "image-repository" }).params.access).toBe("pull");
});
