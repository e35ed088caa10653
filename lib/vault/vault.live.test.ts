import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startVault } from "#sandbox/vault/server.ts";
import { canRead } from "./can-read.ts";
import { listSecrets } from "./list-secrets.ts";
import { roleAdmits, roleBinding } from "./role-binding.ts";
import { secretMetadata } from "./secret-metadata.ts";

const portal = "slipway-portal";
let vault: Awaited<ReturnType<typeof startVault>>;
const access = (token = portal) => ({ address: vault.url, token });

beforeAll(async () => {
  vault = await startVault({
    rootToken: "root",
    policies: {
      portal: [
        { path: "secret/metadata/*", capabilities: ["read", "list"] },
        { path: "auth/kubernetes/role/*", capabilities: ["read"] },
        { path: "sys/policies/acl/*", capabilities: ["read"] },
      ],
      half: ["secret/metadata/", "secret/metadata/payments/"].map((path) => ({ path, capabilities: ["list"] })),
      "orders-read": [
        { path: "secret/data/orders/*", capabilities: ["read"] },
        { path: "secret/data/orders/payroll", capabilities: ["deny"] },
      ],
    },
    tokens: [
      { token: portal, policies: ["portal"] },
      { token: "nobody", policies: [] },
      { token: "half", policies: ["half"] },
    ],
    kubernetes: [
      {
        mount: "kubernetes",
        host: "https://127.0.0.1:1",
        ca: "",
        reviewerJwt: "",
        roles: [
          {
            name: "orders-batch",
            boundServiceAccountNames: ["orders-batch"],
            boundServiceAccountNamespaces: ["orders"],
            policies: ["orders-read"],
            ttlSeconds: 600,
          },
        ],
      },
    ],
    secrets: ["orders/db-password", "orders/kafka/keystore", "orders/kafka/truststore", "payments/key"].map((path) => ({
      mount: "secret",
      path,
      data: { password: "never read here" },
    })),
  });
});
afterEach(() => vault.faults.clear());
afterAll(() => vault.stop());

test("a secret's version is known without its value", async () => {
  expect(await secretMetadata(access(), "secret/orders/db-password")).toEqual({ version: 1 });
  expect(await secretMetadata(access(), "secret/orders/none")).toBeUndefined();
});

test("a role tells which service account may take it on, and what that one may read", async () => {
  const role = await roleBinding(access(), "kubernetes", "orders-batch");
  if (!role) throw new Error("no role");
  expect(roleAdmits(role, { namespace: "orders", name: "orders-batch" })).toBe(true);
  expect(roleAdmits(role, { namespace: "billing", name: "orders-batch" })).toBe(false);
  expect(await canRead(access(), role.policies, "secret/orders/db-password")).toBe(true);
  expect(await canRead(access(), role.policies, "secret/orders/payroll")).toBe(false);
  expect(await canRead(access(), ["no-such-policy"], "secret/orders/db-password")).toBe(false);
  expect(await roleBinding(access(), "kubernetes", "no-such-role")).toBeUndefined();
});

test("secrets are listed by name, folder by folder, no further than asked", async () => {
  expect(await listSecrets(access(), "secret", 10)).toEqual({
    names: [
      "secret/orders/db-password",
      "secret/orders/kafka/keystore",
      "secret/orders/kafka/truststore",
      "secret/payments/key",
    ],
    isTruncated: false,
    closed: [],
  });
  expect(await listSecrets(access(), "secret", 2)).toMatchObject({ names: { length: 2 }, isTruncated: true });
  await expect(listSecrets(access("nobody"), "secret", 10)).rejects.toMatchObject({ code: "denied" });
  expect(await listSecrets(access("half"), "secret", 10)).toEqual({
    names: ["secret/payments/key"],
    isTruncated: false,
    closed: ["secret/orders/"],
  });
});

test("a token that may not look is denied, which is not the same as no secret", async () => {
  await expect(secretMetadata(access("nobody"), "secret/orders/db-password")).rejects.toMatchObject({ code: "denied" });
});

test("a sealed and an unreachable Vault are told apart", async () => {
  vault.faults.script({ match: () => true, times: 1, status: 503, body: '{"errors":["Vault is sealed"]}' });
  await expect(secretMetadata(access(), "secret/a/b")).rejects.toMatchObject({ code: "unavailable" });
  const away = { address: "http://127.0.0.1:1", token: portal };
  await expect(secretMetadata(away, "secret/a/b")).rejects.toMatchObject({
    code: "unreachable",
    details: { vault: away.address },
  });
});

test.each(["secret", "secret/../sys/policies", "secret//a", "secret/a?list=true"])(
  "%s is no secret's path and is not asked for",
  async (id) => {
    await expect(secretMetadata(access(), id)).rejects.toMatchObject({ code: "invalid" });
  },
);
