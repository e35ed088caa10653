import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { grantNamespace, revokeNamespace } from "#lib/access/grant-namespace.ts";
import { unbindServiceAccount } from "#lib/access/service-account-bindings.ts";
import { createUser } from "#lib/auth/create-user.ts";
import { disableUser } from "#lib/auth/disable-user.ts";
import { saveJob } from "#lib/jobs/save-job.ts";
import { setMember } from "#lib/projects/set-member.ts";
import { launchRun } from "#lib/runs/launch-run.ts";
import type { LaunchChoices, LaunchRunInput } from "#lib/runs/schema.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { attemptsOf, endOf, storyOf } from "./run-facts.ts";

const report = "Daily orders report";
let live: LiveStack;

beforeAll(async () => {
  live = await startLiveStack();
});
afterAll(() => live?.stop());

const count = async (what: "runs" | "refusals") => {
  const [row] =
    what === "runs"
      ? await live.sql`select count(*)::int as count from runs`
      : await live.sql`select count(*)::int as count from audit_events where outcome = 'refused'`;
  return Number(row?.count);
};

/** What a launch as the orders project's engineer answers; every refusal is held to leave an audit row and no run. */
async function refusalOf(input: unknown): Promise<string> {
  const before = { runs: await count("runs"), refusals: await count("refusals") };
  const engineer = await contextOf(live.db, "engineer@orders");
  const result = await launchRun.execute(engineer, input as LaunchRunInput);
  expect(await count("runs")).toBe(before.runs);
  expect(await count("refusals")).toBe(before.refusals + 1);
  const [audit] = await live.sql`select * from audit_events order by sequence desc limit 1`;
  expect(audit).toMatchObject({ action: "run.launch", outcome: "refused", actor_name: "engineer@orders" });
  if (result.ok) throw new Error("It was launched");
  expect(audit?.code).toBe(result.error.code);
  return `${result.error.code}: ${result.error.message}`;
}

const choosing = (base: LaunchRunInput, choices: Partial<Record<keyof LaunchChoices, unknown>>) => ({
  ...base,
  choices: { ...base.choices, ...choices },
});

async function resourceId(account: string, kind: string, name: string): Promise<string> {
  const [row] = await live.sql`select r.id from cloud_resources r join cloud_accounts a on a.id = r.cloud_account_id
    where a.name = ${account} and r.kind = ${kind} and r.name = ${name}`;
  if (!row) throw new Error(`There is no ${kind} ${name} in ${account}`);
  return row.id;
}

async function namespaceId(cluster: string, name: string): Promise<string> {
  const [row] = await live.sql`select n.id from namespaces n join clusters c on c.id = n.cluster_id
    where c.name = ${cluster} and n.name = ${name}`;
  if (!row) throw new Error(`There is no namespace ${name} in ${cluster}`);
  return row.id;
}

describe("a launch that names what is not the project's", () => {
  let good: LaunchRunInput;
  beforeAll(async () => {
    good = await live.choice(report, "eks-frankfurt");
  });

  test("another project's job, and another job's version", async () => {
    const other = await live.choice("Settle the day", "eks-frankfurt");
    const greeting = await live.choice("Greeting from a container", "eks-frankfurt");
    expect(await refusalOf({ ...good, jobId: other.jobId, jobVersionId: other.jobVersionId })).toBe(
      "not-found: The job was not found",
    );
    for (const { jobVersionId } of [other, greeting])
      expect(await refusalOf({ ...good, jobVersionId })).toBe("not-found: This version of the job was not found");
  });

  test("another team's namespace, and a namespace of another cluster", async () => {
    const { placement } = good;
    const theirs = { ...placement, namespaceId: await namespaceId("eks-frankfurt", "payments-batch") };
    expect(await refusalOf({ ...good, placement: theirs })).toBe("denied: payments-batch is not granted to orders");
    const elsewhere = { ...placement, namespaceId: await namespaceId("dc-frankfurt", "orders-batch") };
    expect(await refusalOf({ ...good, placement: elsewhere })).toBe("denied: This namespace is not one of the cluster");
    const nowhere = { ...placement, clusterId: crypto.randomUUID() };
    expect(await refusalOf({ ...good, placement: nowhere })).toBe("denied: This cluster is not there, or was retired");
  });

  test.each([
    ["another project's", "acme-eu", "acme-payments-eu"],
    ["another account's", "acme-us", "acme-orders-us"],
    ["the platform's own", "acme-eu", "acme-slipway-logs-eu"],
  ])("%s bucket", async (_whose, account, name) => {
    const bucketId = await resourceId(account, "bucket", name);
    expect(await refusalOf(choosing(good, { bucketId }))).toMatch(
      /^denied: (This bucket does not belong to the cluster|.* is not bound to the service account)$/,
    );
  });

  test.each([
    ["another project's", "acme-eu", "payments/settle"],
    ["another account's", "acme-us", "orders/report"],
  ])("%s image repository", async (_whose, account, name) => {
    const repositoryId = await resourceId(account, "image-repository", name);
    expect(await refusalOf(choosing(good, { image: { repositoryId, tag: "2026.11.4" } }))).toBe(
      "denied: This image repository does not belong to the cluster",
    );
  });

  test.each([
    ["another project's", "acme-eu", "payments/ledger-key"],
    ["another account's", "acme-us", "orders/db-password"],
  ])("%s secret", async (_whose, account, name) => {
    const id = await resourceId(account, "secret", name);
    expect(await refusalOf(choosing(good, { secrets: [{ resourceId: id, file: "x", env: "X_FILE" }] }))).toBe(
      "denied: This secret does not belong to the cluster",
    );
  });

  test("a secret of its own that is not bound to the service account", async () => {
    const inDc = await live.choice(report, "dc-frankfurt");
    const id = await resourceId("dc-frankfurt", "secret", "secret/orders/kafka-keystore");
    expect(await refusalOf(choosing(inDc, { secrets: [{ resourceId: id, file: "x", env: "X_FILE" }] }))).toBe(
      "denied: secret/orders/kafka-keystore is not bound to the service account",
    );
  });

  test("a bucket that is bound for writing alone, for files to read", async () => {
    const inUs = await live.choice(report, "eks-virginia");
    const [binding] = await live.sql`select b.id from service_account_bindings b
      join cloud_resources r on r.id = b.cloud_resource_id where r.name = 'acme-orders-us' and b.access = 'read'`;
    await must(unbindServiceAccount, await contextOf(live.db, "admin"), { bindingId: String(binding?.id) });
    expect(await refusalOf(inUs)).toBe("denied: acme-orders-us is not bound to the service account");
  });

  test("a thing of another kind: a secret as a bucket, a bucket as a secret", async () => {
    const secret = await resourceId("acme-eu", "secret", "orders/db-password");
    const bucket = await resourceId("acme-eu", "bucket", "acme-orders-eu");
    expect(await refusalOf(choosing(good, { bucketId: secret }))).toBe(
      "denied: This bucket does not belong to the cluster",
    );
    expect(await refusalOf(choosing(good, { secrets: [{ resourceId: bucket, file: "x", env: "X_FILE" }] }))).toBe(
      "denied: This secret does not belong to the cluster",
    );
  });
});

describe("a launch whose text would reach further than it may", () => {
  let good: LaunchRunInput;
  beforeAll(async () => {
    good = await live.choice(report, "dc-frankfurt");
  });

  test.each(["latest@sha256:0000", "../evil", "tag with space", "a/b", "-rf", "", `a${"b".repeat(128)}`, "x\ny"])(
    "the image tag %j",
    async (tag) => {
      const image = { ...good.choices.image, tag };
      expect(await refusalOf(choosing(good, { image }))).toMatch(/^invalid: /);
    },
  );

  test.each(["../input.csv", "a/../../b", "/etc/passwd", "a//b", "./a", "a/", "a\\..\\b", "a\0b"])(
    "the file path %j",
    async (path) => {
      expect(await refusalOf(choosing(good, { files: [{ key: "input/orders.csv", path }] }))).toMatch(/^invalid: /);
    },
  );

  test.each([
    "SLIPWAY_INIT",
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "KUBERNETES_SERVICE_HOST",
    "VAULT_ADDR",
    "LD_PRELOAD",
    "PATH",
    "NODE_OPTIONS",
    "BASH_ENV",
    "A B",
    "A=B",
    "1A",
  ])("the environment name %j", async (name) => {
    expect(await refusalOf(choosing(good, { env: [{ name, value: "x" }] }))).toMatch(/^invalid: /);
    const [secret] = good.choices.secrets;
    expect(await refusalOf(choosing(good, { secrets: [{ ...secret, env: name }] }))).toMatch(/^invalid: /);
  });

  test.each(["../token", "a/b", ".hidden", "", "a\nb"])("the secret file %j", async (file) => {
    const [secret] = good.choices.secrets;
    expect(await refusalOf(choosing(good, { secrets: [{ ...secret, file }] }))).toMatch(/^invalid: /);
  });

  test("one variable or file twice", async () => {
    const env = [
      { name: "A", value: "1" },
      { name: "A", value: "2" },
    ];
    expect(await refusalOf(choosing(good, { env }))).toBe("denied: variable A would be there twice in the pod");
    const files = [
      { key: "input/orders.csv", path: "x" },
      { key: "jobs/long-count.py", path: "x" },
    ];
    expect(await refusalOf(choosing(good, { files }))).toBe("denied: file x would be there twice in the pod");
  });

  test("fields that there are none of", async () => {
    expect(await refusalOf({ ...good, projectId: crypto.randomUUID() })).toMatch(/^invalid: /);
    expect(await refusalOf(choosing(good, { privileged: true } as object))).toMatch(/^invalid: /);
    expect(await refusalOf({ ...good, placement: { ...good.placement, serviceAccountName: "default" } })).toMatch(
      /^invalid: /,
    );
  });
});

describe("a job that would reach out of its pod is not saved", () => {
  const base = {
    image: { repository: "orders/report", tag: "2026.11.4" },
    resources: { cpuRequestMillis: 50, cpuLimitMillis: 100, memoryRequestMiB: 32, memoryLimitMiB: 64 },
  };
  const volume = (more: object) => ({
    pod: { volumes: [{ kind: "scratch", name: "v", mountPath: "/data", sizeMiB: 8, ...more }] },
  });

  test.each<[string, object]>([
    ["a hostPath volume", { pod: { volumes: [{ name: "host", hostPath: { path: "/" }, mountPath: "/host" }] } }],
    ["a volume of another kind", volume({ kind: "hostPath" })],
    ["a volume with a host path beside it", volume({ hostPath: { path: "/" } })],
    ["a volume over Slipway's folder", volume({ mountPath: "/slipway/secrets" })],
    ["a volume over the system", volume({ mountPath: "/etc" })],
    ["a volume over a token", volume({ mountPath: "/var/run/secrets" })],
    ["a volume that climbs", volume({ mountPath: "/data/../etc" })],
    ["a privileged container", { privileged: true }],
    ["a security context", { pod: { securityContext: { privileged: true } } }],
    ["capabilities", { capabilities: { add: ["SYS_ADMIN"] } }],
    ["the host's network", { pod: { hostNetwork: true } }],
    ["another service account", { pod: { serviceAccountName: "default" } }],
    ["an init container", { initContainers: [{ name: "x", image: "y" }] }],
    ["an image by its address", { image: { repository: "evil.example.com:5000/x", tag: "1" } }],
    ["an image that climbs", { image: { repository: "../payments/settle", tag: "1" } }],
    ["a reserved variable", { env: [{ name: "AWS_ROLE_ARN", value: "arn:aws:iam::1:role/admin" }] }],
  ])("%s", async (_what, more) => {
    const engineer = await contextOf(live.db, "engineer@orders");
    const before = await count("refusals");
    const input = { project: "orders", name: "Escape", type: "container", spec: { ...base, ...more } };
    const result = await saveJob.execute(engineer, input);
    expect(result).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(await count("refusals")).toBe(before + 1);
    const [job] = await live.sql`select id from jobs where name = 'Escape'`;
    expect(job).toBeUndefined();
  });

  test("while the same job without it is", async () => {
    const engineer = await contextOf(live.db, "engineer@orders");
    const spec = { ...base, ...volume({}) };
    const saved = await saveJob.execute(engineer, { project: "orders", name: "No escape", type: "container", spec });
    expect(saved.ok).toBe(true);
  });

  test("nor one in another team's project", async () => {
    const engineer = await contextOf(live.db, "engineer@orders");
    const result = await saveJob.execute(engineer, {
      project: "payments",
      name: "Escape",
      type: "container",
      spec: base,
    });
    expect(result).toMatchObject({ ok: false, error: { code: "not-found" } });
  });
});

describe("a permission that is withdrawn between launch and dispatch", () => {
  const greeting = "Greeting from a container";
  const runs: Record<string, string> = {};

  beforeAll(async () => {
    const admin = await contextOf(live.db, "admin");
    const password = "a password of this test";
    const colleague = async (login: string) => {
      const { userId } = await must(createUser, admin, { login, name: login, platformRole: "member", password });
      await must(setMember, admin, { project: "orders", userId, role: "operator" });
      return userId;
    };
    const launchAs = async (login: string) => {
      const input = await live.choice(greeting, "dc-frankfurt");
      return (await must(launchRun, await contextOf(live.db, login), input)).runId;
    };
    const [removed, lowered, disabled] = [
      await colleague("removed@orders"),
      await colleague("lowered@orders"),
      await colleague("disabled@orders"),
    ];
    runs.removed = await launchAs("removed@orders");
    runs.lowered = await launchAs("lowered@orders");
    runs.disabled = await launchAs("disabled@orders");
    runs.revoked = await live.launch("Settle the day", "dc-frankfurt");
    runs.ended = await live.launch("Settle the day", "eks-frankfurt");
    runs.unbound = await live.launch(greeting, "eks-frankfurt");

    await live.sql`delete from project_members where user_id = ${removed}`;
    await must(setMember, admin, { project: "orders", userId: lowered, role: "viewer" });
    await must(disableUser, admin, { userId: disabled });
    const settle = await live.choice("Settle the day", "dc-frankfurt");
    const [payments] = await live.sql`select id from projects where slug = 'payments'`;
    const projectId = String(payments?.id);
    await must(revokeNamespace, admin, { namespaceId: settle.placement.namespaceId, projectId });
    const { clusterId } = (await live.choice("Settle the day", "eks-frankfurt")).placement;
    const expiresAt = new Date(Date.now() - 1000);
    await must(grantNamespace, admin, { clusterId, namespace: "payments-batch", projectId, expiresAt });
    const [binding] = await live.sql`select b.id from service_account_bindings b
      join cloud_resources r on r.id = b.cloud_resource_id join cloud_accounts a on a.id = r.cloud_account_id
      join service_accounts s on s.id = b.service_account_id
      where r.name = 'tools/greeting' and a.name = 'acme-eu' and s.name = 'orders-batch-runner'`;
    await must(unbindServiceAccount, admin, { bindingId: String(binding?.id) });
    live.startWorker();
  });

  test.each([
    ["removed", "may-not-launch", "Launching in orders takes the role operator"],
    ["lowered", "may-not-launch", "Launching in orders takes the role operator"],
    ["disabled", "may-not-launch", "Launching in orders takes the role operator"],
    ["revoked", "not-granted", "payments-batch is not granted to payments"],
    ["ended", "grant-ended", "The grant of payments-batch to payments ended"],
    ["unbound", "not-bound", "tools/greeting is not bound to the service account"],
  ])("%s: the run fails with %s, and nothing was created", async (what, reason, sentence) => {
    const runId = runs[what] ?? "";
    expect(await endOf(live.db, runId)).toMatchObject({ state: "failed", reason, sentence });
    expect(await storyOf(live.db, runId)).toEqual(["queued", "submitting", "failed"]);
    expect(await attemptsOf(live.db, runId)).toEqual([]);
    for (const kube of Object.values(live.kube)) expect(await kube.list("/apis/batch/v1/jobs")).toEqual([]);
  });
});
