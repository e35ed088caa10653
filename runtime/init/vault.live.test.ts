import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type KnownToken, startReviewServer } from "#sandbox/vault/review-server.ts";
import { startVault } from "#sandbox/vault/server.ts";
import { createInitTrial, type InitTrial } from "./run-init.ts";

const canary = "canary-7d1f-never-to-be-printed";
let trial: InitTrial;
let vault: Awaited<ReturnType<typeof startVault>>;
let cluster: Awaited<ReturnType<typeof startReviewServer>>;
let tokenFile: string;

async function podToken(name: string): Promise<KnownToken> {
  const uid = `uid-of-${name}`;
  const claims = { "kubernetes.io": { namespace: "orders", serviceaccount: { name, uid } } };
  const key = new TextEncoder().encode("one key of this test, long enough for HS256");
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setAudience("vault").sign(key);
  return { token, name, uid, namespace: "orders", audiences: ["vault"] };
}

beforeAll(async () => {
  trial = await createInitTrial();
  const batch = await podToken("orders-batch");
  cluster = await startReviewServer("reviewer", [batch]);
  tokenFile = join(trial.root, "token");
  await writeFile(tokenFile, `${batch.token}\n`);
  const role = { boundServiceAccountNamespaces: ["orders"], audience: "vault", policies: ["orders"], ttlSeconds: 600 };
  vault = await startVault({
    rootToken: "root",
    policies: { orders: [{ path: "secret/data/orders/*", capabilities: ["read"] }] },
    tokens: [],
    kubernetes: [
      {
        mount: "kubernetes",
        host: cluster.url,
        ca: "",
        reviewerJwt: "reviewer",
        roles: [
          { ...role, name: "orders", boundServiceAccountNames: ["orders-batch"] },
          { ...role, name: "finance", boundServiceAccountNames: ["finance-batch"] },
        ],
      },
    ],
    secrets: [
      { mount: "secret", path: "orders/db-password", data: { value: canary } },
      { mount: "secret", path: "orders/kafka", data: { user: "orders", password: canary } },
      { mount: "secret", path: "orders/gone", data: { value: canary } },
      { mount: "secret", path: "finance/ledger", data: { value: canary } },
    ],
  });
  await fetch(`${vault.url}/v1/secret/data/orders/gone`, { method: "DELETE", headers: { "x-vault-token": "root" } });
});
afterEach(() => vault.faults.clear());
afterAll(async () => {
  await vault.stop();
  cluster.stop();
  await trial.remove();
});

const secret = (id: string, more: { key?: string; versionId?: string; file?: string } = {}) => ({
  store: "vault" as const,
  id,
  file: "db-password",
  ...more,
});
const place = (role = "orders") => ({ address: vault.url, role, mount: "kubernetes", tokenFile });

test("a secret becomes a file that only its owner reads, and its value is nowhere else", async () => {
  const secrets = [
    secret("secret/orders/db-password", { versionId: "1" }),
    secret("secret/orders/kafka", { key: "password", file: "kafka" }),
  ];
  const pod = trial.start({ vault: place(), secrets });
  const { code, output, terminationMessage } = await pod.ended;
  expect(output).toMatch(/^slipway-init \d+\.\d+\.\d+ · 0 files, 2 secrets\n/);
  expect(output).toContain(`secret secret/orders/db-password version 1 -> ${pod.secretsDir}/db-password\n`);
  expect(output).toMatch(/ready in \d+\.\d s\n$/);
  expect(terminationMessage).toMatch(/^ready in/);
  expect(code).toBe(0);
  for (const file of ["db-password", "kafka"]) {
    expect(await readFile(join(pod.secretsDir, file), "utf8")).toBe(canary);
    expect((await stat(join(pod.secretsDir, file))).mode & 0o777).toBe(0o400);
  }
  expect(output).not.toContain(canary);
});

describe("what cannot be had is told in one line", () => {
  test.each([
    [
      "a secret outside the policy",
      secret("secret/finance/ledger"),
      12,
      "secret secret/finance/ledger may not be read: permission denied for Vault role orders",
    ],
    ["a missing secret", secret("secret/orders/nothing"), 11, "secret secret/orders/nothing does not exist in Vault"],
    [
      "a missing version",
      secret("secret/orders/db-password", { versionId: "7" }),
      11,
      "secret secret/orders/db-password version 7 does not exist in Vault",
    ],
    [
      "a deleted version",
      secret("secret/orders/gone", { versionId: "1" }),
      11,
      /^secret secret\/orders\/gone version 1 was deleted on \d{4}-/,
    ],
    [
      "a missing field",
      secret("secret/orders/kafka", { key: "nope" }),
      11,
      "secret secret/orders/kafka has no field nope; it has user, password",
    ],
    [
      "a field that was not chosen",
      secret("secret/orders/kafka"),
      10,
      "secret secret/orders/kafka has 2 fields (user, password): choose one",
    ],
    ["an id without a mount", secret("orders"), 10, "secret orders is not of the form <mount>/<path>"],
    [
      "a file name that leads out",
      secret("secret/orders/kafka", { file: "../x" }),
      10,
      'secret file name "../x" is not a plain name',
    ],
  ])("%s", async (_case, wanted, exitCode, line) => {
    const { code, output, lastLine, terminationMessage } = await trial.start({ vault: place(), secrets: [wanted] })
      .ended;
    expect(lastLine).toEqual(typeof line === "string" ? line : expect.stringMatching(line));
    expect(code).toBe(exitCode);
    expect(terminationMessage).toBe(lastLine);
    expect(output).not.toContain(canary);
  });

  test.each([
    ["finance", 12, "Vault refused login for role finance: service account name not authorized"],
    ["nope", 10, 'Vault refused login for role nope: invalid role name "nope"'],
  ])("login for role %s", async (role, exitCode, line) => {
    const { code, lastLine } = await trial.start({ vault: place(role), secrets: [secret("secret/orders/db-password")] })
      .ended;
    expect(lastLine).toBe(line);
    expect(code).toBe(exitCode);
  });
});

describe("a Vault in trouble", () => {
  const wanted = () => ({ vault: place(), secrets: [secret("secret/orders/db-password")] });

  test("that is sealed, drops the connection and then answers is waited for", async () => {
    vault.faults.script({ match: () => true, times: 1, status: 503, body: '{"errors":["Vault is sealed"]}' });
    vault.faults.script({ match: () => true, times: 1, drop: true });
    const { code, output } = await trial.start(wanted()).ended;
    expect(output).toMatch(/503 Vault is sealed; trying again in \d\.\d s/);
    expect(code).toBe(0);
  });

  test("that stays sealed is given up at the deadline, with its own words", async () => {
    vault.faults.script({ match: () => true, status: 503, body: '{"errors":["Vault is sealed"]}' });
    const { code, lastLine, tookMs } = await trial.start({ ...wanted(), deadlineSeconds: 1 }).ended;
    expect(lastLine).toBe(`login to Vault at ${vault.url} did not succeed within 1 s: 503 Vault is sealed`);
    expect(code).toBe(13);
    expect(tookMs).toBeLessThan(4_000);
  });

  test("that hangs holds nothing up when SIGTERM comes", async () => {
    vault.faults.script({ match: () => true, delayMs: 5_000 });
    const pod = trial.start(wanted());
    await expect.poll(() => pod.outputSoFar(), { timeout: 5_000 }).toContain("slipway-init");
    const stoppedAt = performance.now();
    pod.child.kill("SIGTERM");
    const { code, lastLine } = await pod.ended;
    expect(lastLine).toMatch(/^stopped by SIGTERM after \d+\.\d s$/);
    expect(code).toBe(143);
    expect(performance.now() - stoppedAt).toBeLessThan(1_500);
  });
});

test("a document that is not one is refused by naming its fields", async () => {
  const { code, lastLine } = await trial.start({ deadlineSeconds: -1 }).ended;
  expect(lastLine).toMatch(/^SLIPWAY_INIT is not a valid init document: deadlineSeconds: /);
  expect(code).toBe(10);
  const lacking = await trial.start({ secrets: [secret("secret/orders/db-password")] }).ended;
  expect(lacking.lastLine).toBe("SLIPWAY_INIT is incomplete: secret secret/orders/db-password needs vault");
});
