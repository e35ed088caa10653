import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startReviewServer } from "./review-server.ts";
import { startVault } from "./server.ts";

const audience = "https://vault.test";
const uid = "7f1c0d2e-0000-4000-8000-000000000001";
const stops: (() => unknown)[] = [];
let url: string;
let faults: Awaited<ReturnType<typeof startVault>>["faults"];
let jwt: string;
let otherName: string;
let otherAudience: string;
let forged: string;

async function serviceAccountToken(name: string, aud: string, key = "one key of this test, long enough for HS256") {
  const claims = { "kubernetes.io": { namespace: "orders", serviceaccount: { name, uid } } };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience([aud])
    .sign(new TextEncoder().encode(key));
}

beforeAll(async () => {
  jwt = await serviceAccountToken("orders-batch", audience);
  otherName = await serviceAccountToken("default", audience);
  otherAudience = await serviceAccountToken("orders-batch", "https://elsewhere.test");
  forged = await serviceAccountToken("orders-batch", audience, "another key that the cluster never signed with");
  const known = (token: string, name: string, aud: string) => ({
    token,
    namespace: "orders",
    name,
    uid,
    audiences: [aud],
  });
  const cluster = await startReviewServer("reviewer", [
    known(jwt, "orders-batch", audience),
    known(otherName, "default", audience),
    known(otherAudience, "orders-batch", "https://elsewhere.test"),
  ]);
  const vault = await startVault({
    rootToken: "root",
    policies: {
      "orders-read": [
        { path: "secret/data/orders/*", capabilities: ["read"] },
        { path: "secret/metadata/orders/*", capabilities: ["read", "list"] },
        { path: "secret/data/orders/payroll", capabilities: ["deny"] },
        { path: "secret/data/+/shared", capabilities: ["read"] },
      ],
      writer: [{ path: "secret/data/fresh/*", capabilities: ["create"] }],
      reader: [
        { path: "auth/kubernetes/role/*", capabilities: ["read"] },
        { path: "sys/policies/acl/*", capabilities: ["read"] },
      ],
    },
    tokens: [
      { token: "orders", policies: ["orders-read"] },
      { token: "writer", policies: ["writer"] },
      { token: "portal", policies: ["reader"] },
    ],
    kubernetes: [
      {
        mount: "kubernetes",
        host: cluster.url,
        ca: "",
        reviewerJwt: "reviewer",
        roles: [
          {
            name: "orders",
            boundServiceAccountNames: ["orders-batch"],
            boundServiceAccountNamespaces: ["orders"],
            audience,
            policies: ["orders-read"],
            ttlSeconds: 600,
          },
        ],
      },
    ],
    secrets: [
      { mount: "secret", path: "orders/db-password", data: { value: "v1" } },
      { mount: "secret", path: "orders/payroll", data: { value: "never" } },
      { mount: "secret", path: "team/shared", data: { value: "s" } },
    ],
  });
  ({ url, faults } = vault);
  stops.push(vault.stop, cluster.stop);
});

afterAll(() => Promise.all(stops.map((stop) => stop())));

async function call(method: string, path: string, o: { token?: string; body?: unknown } = {}) {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: o.token ? { "x-vault-token": o.token } : {},
    ...(o.body !== undefined && { body: JSON.stringify(o.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

const denied = { errors: ["1 error occurred:\n\t* permission denied\n\n"] };

describe("login by Kubernetes service account token", () => {
  const login = (body: unknown) => call("POST", "auth/kubernetes/login", { body });

  test("gives a service token with the role's policies and the pod's names", async () => {
    const { status, body } = await login({ role: "orders", jwt });
    expect(status).toBe(200);
    expect(body.auth).toMatchObject({
      policies: ["default", "orders-read"],
      lease_duration: 600,
      token_type: "service",
      metadata: {
        role: "orders",
        service_account_name: "orders-batch",
        service_account_namespace: "orders",
        service_account_uid: uid,
      },
    });
    const read = await call("GET", "secret/data/orders/db-password", { token: body.auth.client_token });
    expect(read.body.data.data).toEqual({ value: "v1" });
    const self = await call("GET", "auth/token/lookup-self", { token: body.auth.client_token });
    expect(self.body.data).toMatchObject({ path: "auth/kubernetes/login", policies: ["default", "orders-read"] });
  });

  test.each([
    ["wrong service account", () => ({ role: "orders", jwt: otherName }), 403, "service account name not authorized"],
    [
      "wrong audience",
      () => ({ role: "orders", jwt: otherAudience }),
      403,
      expect.stringMatching(/^invalid audience \(aud\) claim: /),
    ],
    ["forged token", () => ({ role: "orders", jwt: forged }), 403, "permission denied"],
    ["no JWT at all", () => ({ role: "orders", jwt: "nonsense" }), 403, "permission denied"],
    ["unknown role", () => ({ role: "nope", jwt }), 400, 'invalid role name "nope"'],
    ["missing jwt", () => ({ role: "orders" }), 400, "missing jwt"],
    ["missing role", () => ({ jwt }), 400, "missing role"],
  ])("%s is refused in Vault's words", async (_case, body, status, message) => {
    expect(await login(body())).toEqual({ status, body: { errors: [message] } });
  });
});

describe("policies", () => {
  test.each([
    ["a permitted read", "GET", "secret/data/orders/db-password", "orders", 200],
    ["a plus stands for one segment", "GET", "secret/data/team/shared", "orders", 200],
    ["another path", "GET", "secret/data/other/thing", "orders", 403],
    ["a write where only read is given", "POST", "secret/data/orders/db-password", "orders", 403],
    ["deny on the exact path", "GET", "secret/data/orders/payroll", "orders", 403],
    ["a missing path outside the policy", "GET", "secret/data/nowhere", "orders", 403],
    ["create of a new secret", "POST", "secret/data/fresh/one", "writer", 200],
    ["create is not update", "POST", "secret/data/fresh/one", "writer", 403],
    ["a missing secret inside the policy", "GET", "secret/data/orders/none", "orders", 404],
    ["an unknown path for root", "GET", "nowhere/at/all", "root", 404],
  ])("%s", async (_case, method, path, token, status) => {
    const answer = await call(method, path, { token, ...(method === "POST" && { body: { data: { value: "x" } } }) });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body).toEqual(denied);
  });

  test("no token and a bad token differ as in Vault", async () => {
    const path = "secret/data/orders/db-password";
    expect(await call("GET", path)).toEqual({ status: 403, body: { errors: ["permission denied"] } });
    expect(await call("GET", path, { token: "bad" })).toEqual({
      status: 403,
      body: { errors: ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"] },
    });
  });

  test("capabilities-self tells what a token may do", async () => {
    const paths = ["secret/data/orders/x", "secret/data/orders/payroll", "sys/policies/acl/x"];
    const own = await call("POST", "sys/capabilities-self", { token: "orders", body: { paths } });
    expect(own.body.data).toEqual({
      [paths[0] ?? ""]: ["read"],
      [paths[1] ?? ""]: ["deny"],
      [paths[2] ?? ""]: ["deny"],
    });
    const root = await call("POST", "sys/capabilities-self", { token: "root", body: { path: "any" } });
    expect(root.body.capabilities).toEqual(["root"]);
  });

  test("a permitted token reads roles and policies, another may not", async () => {
    const role = await call("GET", "auth/kubernetes/role/orders", { token: "portal" });
    expect(role.body.data).toMatchObject({
      bound_service_account_names: ["orders-batch"],
      token_policies: ["orders-read"],
    });
    const policy = await call("GET", "sys/policies/acl/writer", { token: "portal" });
    expect(policy.body.data.policy).toBe('path "secret/data/fresh/*" {\n  capabilities = ["create"]\n}\n');
    expect((await call("GET", "auth/kubernetes/role/none", { token: "portal" })).status).toBe(404);
    expect((await call("GET", "sys/policies/acl/writer", { token: "orders" })).body).toEqual(denied);
  });
});

describe("versions of a secret", () => {
  const token = "root";
  const path = "secret/data/life";
  const write = (value: string, cas?: number) =>
    call("POST", path, { token, body: { data: { value }, ...(cas !== undefined && { options: { cas } }) } });

  test("are written, read, deleted, restored and destroyed each by itself", async () => {
    expect((await write("one", 0)).body.data.version).toBe(1);
    expect((await write("two", 1)).body.data.version).toBe(2);
    expect(await write("three", 1)).toEqual({
      status: 400,
      body: { errors: ["check-and-set parameter did not match the current version"] },
    });
    expect((await call("GET", `${path}?version=1`, { token })).body.data.data).toEqual({ value: "one" });
    expect(await call("GET", `${path}?version=9`, { token })).toEqual({ status: 404, body: { errors: [] } });

    expect((await call("DELETE", path, { token })).status).toBe(204);
    const deleted = await call("GET", path, { token });
    expect(deleted.status).toBe(404);
    expect(deleted.body.data).toMatchObject({ data: null, metadata: { version: 2, destroyed: false } });
    expect(deleted.body.data.metadata.deletion_time).not.toBe("");

    expect((await call("POST", "secret/undelete/life", { token, body: { versions: [2] } })).status).toBe(204);
    expect((await call("GET", path, { token })).body.data.data).toEqual({ value: "two" });
    expect((await call("PUT", "secret/destroy/life", { token, body: { versions: [2] } })).status).toBe(204);
    expect((await call("GET", path, { token })).body.data.metadata.destroyed).toBe(true);

    const metadata = await call("GET", "secret/metadata/life", { token });
    expect(metadata.body.data).toMatchObject({
      current_version: 2,
      versions: { 1: { destroyed: false }, 2: { destroyed: true } },
    });
    expect((await call("DELETE", "secret/metadata/life", { token })).status).toBe(204);
    expect(await call("GET", path, { token })).toEqual({ status: 404, body: { errors: [] } });
  });

  test("names are listed folder by folder", async () => {
    const listed = await call("GET", "secret/metadata/orders?list=true", { token: "orders" });
    expect(listed.body.data.keys).toEqual(["db-password", "payroll"]);
    expect((await call("GET", "secret/metadata/?list=true", { token })).body.data.keys).toContain("orders/");
  });
});

describe("trouble", () => {
  test("a sealed Vault answers 503 to all but health and unseal", async () => {
    expect((await call("PUT", "sys/seal", { token: "root" })).status).toBe(204);
    expect(await call("GET", "secret/data/orders/db-password", { token: "orders" })).toEqual({
      status: 503,
      body: { errors: ["Vault is sealed"] },
    });
    expect(await call("GET", "sys/health")).toMatchObject({ status: 503, body: { sealed: true } });
    await call("PUT", "sys/unseal", { body: { key: "any" } });
    expect(await call("GET", "sys/health")).toMatchObject({ status: 200, body: { sealed: false, initialized: true } });
  });

  test("a scripted fault hits as often as it says", async () => {
    faults.script({ match: ({ path }) => path.includes("health"), times: 1, status: 500, body: '{"errors":["boom"]}' });
    expect(await call("GET", "sys/health")).toEqual({ status: 500, body: { errors: ["boom"] } });
    expect((await call("GET", "sys/health")).status).toBe(200);
  });
});
