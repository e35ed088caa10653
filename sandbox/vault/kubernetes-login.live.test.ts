import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import { startVault } from "./server.ts";

type Cluster = Awaited<ReturnType<typeof startControlPlane>>;
let dataDir: string;
let cluster: Cluster;
let vault: Awaited<ReturnType<typeof startVault>>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "slipway-vault-"));
  const admin = { token: "admin-token", user: "admin", groups: ["system:masters"] };
  cluster = await startControlPlane({
    name: "dc",
    uid: "0c7f8a52-0000-4000-8000-000000000001",
    dataDir,
    tokens: [admin],
  });
  await create("/api/v1/namespaces", { kind: "Namespace", apiVersion: "v1", metadata: { name: "orders" } });
  for (const name of ["orders-batch", "other"]) await createServiceAccount(name);
  vault = await startVault({
    rootToken: "root",
    policies: { orders: [{ path: "secret/data/orders/*", capabilities: ["read"] }] },
    tokens: [],
    secrets: [{ mount: "secret", path: "orders/db-password", data: { value: "v" } }],
    kubernetes: [
      {
        mount: "kubernetes-dc",
        host: cluster.url,
        ca: cluster.ca,
        reviewerJwt: "admin-token",
        roles: [
          {
            name: "orders",
            boundServiceAccountNames: ["orders-batch"],
            boundServiceAccountNamespaces: ["orders"],
            policies: ["orders"],
            ttlSeconds: 600,
          },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await vault.stop();
  await cluster.stop();
  await rm(dataDir, { recursive: true });
});

function send(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: "Bearer admin-token",
      "content-type": "application/json",
      accept: "application/json",
    };
    const call = request(new URL(path, cluster.url), { method, ca: cluster.ca, headers, agent: false }, (response) => {
      json(response).then((answer) => {
        if ((response.statusCode ?? 500) < 300) resolve(answer as Record<string, unknown>);
        else reject(new Error(`${method} ${path}: ${JSON.stringify(answer)}`));
      }, reject);
    });
    call.on("error", reject);
    call.end(body && JSON.stringify(body));
  });
}
const create = (path: string, body: object) => send("POST", path, body);
const accounts = "/api/v1/namespaces/orders/serviceaccounts";
const createServiceAccount = (name: string) =>
  create(accounts, { kind: "ServiceAccount", apiVersion: "v1", metadata: { name } });

async function tokenOf(name: string): Promise<string> {
  const review = { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", spec: { expirationSeconds: 600 } };
  const answer = await create(`${accounts}/${name}/token`, review);
  return (answer.status as { token: string }).token;
}

async function logIn(jwt: string) {
  const body = JSON.stringify({ role: "orders", jwt });
  const response = await fetch(`${vault.url}/v1/auth/kubernetes-dc/login`, { method: "POST", body });
  return {
    status: response.status,
    body: (await response.json()) as { auth?: { client_token: string }; errors?: string[] },
  };
}

test("a token that the cluster made for the bound service account opens its secrets", async () => {
  const { status, body } = await logIn(await tokenOf("orders-batch"));
  expect(status).toBe(200);
  const headers = { "x-vault-token": body.auth?.client_token ?? "" };
  const read = await fetch(`${vault.url}/v1/secret/data/orders/db-password`, { headers });
  expect(await read.json()).toMatchObject({ data: { data: { value: "v" } } });
});

test("another service account's token, a changed one and one of a deleted account do not", async () => {
  expect(await logIn(await tokenOf("other"))).toEqual({
    status: 403,
    body: { errors: ["service account name not authorized"] },
  });
  const good = await tokenOf("orders-batch");
  const [head, claims] = good.split(".");
  const forged = `${head}.${claims}.${Buffer.from("not the cluster's signature").toString("base64url")}`;
  expect(await logIn(forged)).toEqual({ status: 403, body: { errors: ["permission denied"] } });
  await send("DELETE", `${accounts}/orders-batch`);
  await createServiceAccount("orders-batch");
  expect(await logIn(good)).toEqual({ status: 403, body: { errors: ["permission denied"] } });
});
