import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ordersKey } from "#demo/company.ts";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { bindServiceAccount, unbindServiceAccount } from "#lib/access/service-account-bindings.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { getPreflight } from "#lib/runs/preflight-queries.ts";
import { type BoundPlace, boundPlace } from "./bound-place.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { endOf } from "./run-facts.ts";

const report = "Daily orders report";
const cluster = "eks-frankfurt";
let live: LiveStack;
let admin: RequestContext;
let place: BoundPlace;
let runId: string;

beforeAll(async () => {
  live = await startLiveStack();
  live.startWorker();
  admin = await contextOf(live.db, "admin");
  place = await boundPlace(live, cluster);
  runId = await live.launch(report, cluster);
}, 120_000);
afterAll(async () => {
  place?.close();
  await live?.stop();
});

test("what is bound, a pod reads", async () => {
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
});

test("what the role does not carry, IAM refuses to a pod that somebody makes past Slipway", async () => {
  expect(await place.byHand(runId, "past-slipway", "acme-payments-eu", "input/ledger.csv")).toMatch(
    /AccessDenied for role .*slipway-orders-batch.* no identity-based policy allows the s3:GetObject action/,
  );
});

test("a binding that the role does not carry is told as the wider of the two, until it is unbound", async () => {
  const before = await place.compared();
  expect(before.wider).toBe("bindings");
  expect(before.compared.filter(({ verdict }) => verdict !== "same")).toMatchObject([
    {
      name: "orders/kafka-keystore",
      access: "read",
      verdict: "role-lacks",
      actions: ["secretsmanager:GetSecretValue"],
    },
  ]);
  const keystore = (await place.held()).find(({ name }) => name === "orders/kafka-keystore");
  await must(unbindServiceAccount, admin, { bindingId: keystore?.bindingId ?? "" });
  expect((await place.compared()).wider).toBe("same");
});

test("bind → the pod can read the bucket; unbind → the portal refuses, and with the policy that fits IAM refuses too", async () => {
  const before = await place.fitting();
  expect(JSON.stringify(before)).toContain("acme-orders-eu");
  await place.putOnRole(before);
  expect((await place.compared()).wider).toBe("same");
  expect(await place.byHand(runId, "still-bound", "acme-orders-eu", "input/orders.csv")).not.toMatch(/AccessDenied/);

  const bucket = (await place.held()).find(({ name, access }) => name === "acme-orders-eu" && access === "read");
  if (!bucket) throw new Error("The bucket is not bound");
  await must(unbindServiceAccount, admin, { bindingId: bucket.bindingId });
  expect(await live.tryLaunch(report, cluster)).toMatchObject({
    ok: false,
    error: { missing: { kind: "binding", cloudResourceId: bucket.id } },
  });
  const comparison = await place.compared();
  expect(comparison.wider).toBe("role");
  expect(comparison.compared).toContainEqual(
    expect.objectContaining({
      name: "acme-orders-eu",
      access: "read",
      verdict: "role-has-more",
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
    }),
  );

  await place.putOnRole(await place.fitting());
  expect((await place.compared()).wider).toBe("same");
  expect(await place.byHand(runId, "unbound", "acme-orders-eu", "input/orders.csv")).toMatch(
    /AccessDenied for role .*slipway-orders-batch.* no identity-based policy allows the s3:GetObject action/,
  );

  await must(bindServiceAccount, admin, {
    serviceAccountId: place.serviceAccountId,
    cloudResourceId: bucket.id,
    access: "read",
  });
  expect((await place.compared()).wider).toBe("bindings");
  await place.putOnRole(await place.fitting());
  expect((await place.compared()).wider).toBe("same");
  expect(await endOf(live.db, await live.launch(report, cluster))).toMatchObject({ state: "succeeded" });
});

describe("a bucket that is encrypted with a key of the company's own", () => {
  const elsewhere = "eks-virginia";
  const bucket = "acme-orders-us";
  let there: BoundPlace;

  const filesCheck = async () => {
    const { jobId, jobVersionId, placement, choices } = await live.choice(report, elsewhere);
    const engineer = await contextOf(live.db, "engineer@orders");
    const answer = await getPreflight.execute(engineer, { jobId, jobVersionId, placement, choices });
    return answer.ok ? answer.data.checks.find(({ id }) => id === "files") : undefined;
  };

  beforeAll(async () => {
    there = await boundPlace(live, elsewhere);
  });
  afterAll(() => there?.close());

  test("is read by a role that may use the key, and by no other until it has the policy that fits", async () => {
    expect(await filesCheck()).toMatchObject({ status: "pass" });
    expect((await there.compared()).compared.filter(({ name }) => name === bucket)).toMatchObject([
      { access: "read", verdict: "same" },
      { access: "write", verdict: "same" },
    ]);
    const fits = await there.fitting();
    const { Statement, ...policy } = JSON.parse(fits);
    const useKeys = Statement.find(({ Sid }: { Sid: string }) => Sid === "UseKeys");
    expect(useKeys).toEqual({
      Sid: "UseKeys",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ordersKey,
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    });

    const keyless = Statement.filter((each: unknown) => each !== useKeys);
    await there.putOnRole(JSON.stringify({ ...policy, Statement: keyless }));
    const { compared, wider, keysUnknown } = await there.compared();
    expect({ wider, keysUnknown }).toEqual({ wider: "bindings", keysUnknown: [] });
    expect(compared.filter(({ verdict }) => verdict !== "same")).toMatchObject([
      { name: bucket, access: "read", verdict: "role-lacks", actions: ["kms:Decrypt"] },
      { name: bucket, access: "write", verdict: "role-lacks", actions: ["kms:GenerateDataKey", "kms:Decrypt"] },
    ]);
    expect(await filesCheck()).toMatchObject({
      status: "warn",
      code: "role-may-not-use-bucket-key",
      params: { kmsKey: ordersKey, bucket },
    });
    const refused = await endOf(live.db, await live.launch(report, elsewhere));
    expect(refused.state).toBe("failed");
    expect(refused.sentence).toMatch(/AccessDenied for role .*slipway-orders-batch.* allows the kms:Decrypt action/);

    await there.putOnRole(fits);
    expect((await there.compared()).wider).toBe("same");
    expect(await filesCheck()).toMatchObject({ status: "pass" });
    expect(await endOf(live.db, await live.launch(report, elsewhere))).toMatchObject({ state: "succeeded" });
  });
});
