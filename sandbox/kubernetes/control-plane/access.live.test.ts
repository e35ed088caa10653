import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { podNamed, startTestCluster, type TestCluster } from "./test-cluster.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
let cluster: TestCluster;
let webhook: Server;

/** Knows one token, as the authenticator of a cloud does. */
function answerReview(token: string) {
  if (token !== "cloud-token") return { authenticated: false };
  return { authenticated: true, user: { username: "arn:aws:iam::111122223333:role/portal", groups: ["cloud"] } };
}

beforeAll(async () => {
  webhook = createServer(async (request, response) => {
    const review = JSON.parse(Buffer.concat(await request.toArray()).toString());
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ apiVersion: review.apiVersion, kind: "TokenReview", status: answerReview(review.spec.token) }),
    );
  });
  await new Promise<void>((resolve) => webhook.listen(0, "127.0.0.1", resolve));
  cluster = await startTestCluster({
    tokenReviewWebhook: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`,
  });
}, 120_000);
afterAll(async () => {
  await cluster.stop();
  webhook.close();
});

async function allow(namespace: string, subject: object, rules: object[], name = "r") {
  await cluster.post(`${rbac}/namespaces/${namespace}/roles`, { metadata: { name }, rules });
  const binding = {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [subject],
  };
  const made = await cluster.post(`${rbac}/namespaces/${namespace}/rolebindings`, binding);
  expect(made.status).toBe(201);
}

const dev = { kind: "User", name: "dev" };

/** Static roles reach the authoriser of the real server a moment later. */
const eventually = async (path: string, token: string, status: number) =>
  expect.poll(async () => (await cluster.get(path, token)).status, { timeout: 10_000 }).toBe(status);

async function tokenOf(namespace: string, spec: object = {}, account = "default") {
  const answer = await cluster.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, { spec });
  return { ...answer, token: answer.body?.status?.token as string };
}

describe("authentication", () => {
  test("a wrong token is 401, none is anonymous", async () => {
    const wrong = await cluster.get("/api/v1/pods", "wrong");
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "Unauthorized",
      reason: "Unauthorized",
      code: 401,
    });
    const none = await cluster.get("/api/v1/pods", null);
    expect(none.body.message).toBe(
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    );
  });

  test("a token that only the webhook knows is its user", async () => {
    const { body } = await cluster.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, "cloud-token");
    expect(body.status.userInfo).toMatchObject({
      username: "arn:aws:iam::111122223333:role/portal",
      groups: ["cloud", "system:authenticated"],
    });
  });

  test("a requested token is the service account, for the audiences asked, and ends with it", {
    timeout: 30_000,
  }, async () => {
    const namespace = await cluster.namespace();
    const { status, body, token } = await tokenOf(namespace, { audiences: ["vault"], expirationSeconds: 900 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: "TokenRequest",
      spec: { audiences: ["vault"], expirationSeconds: 900 },
      status: { expirationTimestamp: expect.stringMatching(/Z$/) },
    });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: cluster.issuer,
      sub: `system:serviceaccount:${namespace}:default`,
      aud: ["vault"],
      jti: expect.any(String),
      "kubernetes.io": { namespace, serviceaccount: { name: "default", uid: expect.any(String) } },
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
    const { body: self } = await cluster.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, token);
    expect(self.status.userInfo).toMatchObject({
      username: `system:serviceaccount:${namespace}:default`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    });
    await cluster.call("DELETE", `/api/v1/namespaces/${namespace}/serviceaccounts/default`);
    await expect.poll(async () => (await cluster.get("/version", token)).status, { timeout: 25_000 }).toBe(401);
  });

  test("a token for another audience is no login", async () => {
    const { token } = await tokenOf(await cluster.namespace(), { audiences: ["sts.amazonaws.com"] });
    expect((await cluster.get("/version", token)).status).toBe(401);
  });

  test("a token bound to a pod names it, and is refused for a pod of another account", async () => {
    const namespace = await cluster.namespace();
    const { body: pod } = await cluster.post(`/api/v1/namespaces/${namespace}/pods`, podNamed("p", { nodeName: "n" }));
    const boundObjectRef = { kind: "Pod", apiVersion: "v1", name: "p", uid: pod.metadata.uid };
    const { token } = await tokenOf(namespace, { boundObjectRef });
    expect(decodeJwt(token)["kubernetes.io"]).toMatchObject({ pod: { name: "p", uid: pod.metadata.uid } });
    const wrong = await tokenOf(namespace, { boundObjectRef: { ...boundObjectRef, uid: "other" } });
    expect(wrong.status).toBe(409);
    await cluster.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "other" } });
    const other = await tokenOf(namespace, { boundObjectRef }, "other");
    expect(other.body.message).toBe(
      'cannot bind token for serviceaccount "other" to pod running with different serviceaccount name.',
    );
  });

  test("a token of less than ten minutes is refused", async () => {
    const { status, body } = await tokenOf(await cluster.namespace(), { expirationSeconds: 60 });
    expect(status).toBe(422);
    expect(body.message).toMatch(
      /spec\.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes$/,
    );
  });

  test("TokenReview tells whose token it is, for which audience, and why not", async () => {
    const namespace = await cluster.namespace();
    const { token } = await tokenOf(namespace, { audiences: ["vault"] });
    const review = async (spec: object) =>
      (await cluster.post("/apis/authentication.k8s.io/v1/tokenreviews", { spec })).body.status;
    expect(await review({ token, audiences: ["vault"] })).toMatchObject({
      authenticated: true,
      audiences: ["vault"],
      user: { username: `system:serviceaccount:${namespace}:default` },
    });
    expect((await review({ token, audiences: ["other"] })).authenticated).toBeFalsy();
    const forged = await review({ token: "forged" });
    expect(forged.authenticated).toBeFalsy();
    expect(forged.error).toMatch(/invalid bearer token/);
  });

  test("the published keys verify a token without any login", async () => {
    const { token } = await tokenOf(await cluster.namespace());
    const reader = cluster.isReal ? "admin-token" : null;
    const document = await cluster.get("/.well-known/openid-configuration", reader);
    expect(document.body).toMatchObject({
      issuer: cluster.issuer,
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
      response_types_supported: ["id_token"],
    });
    const keys = await cluster.get(new URL(document.body.jwks_uri).pathname, reader);
    expect(keys.headers["content-type"]).toBe("application/jwk-set+json");
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys.body as JSONWebKeySet), {
      issuer: cluster.issuer,
    });
    expect(payload.sub).toMatch(/:default$/);
    expect(await cluster.jwks()).toEqual(keys.body);
    expect((await cluster.call("GET", "/openid/v1/jwks", { accept: "application/json", token: reader })).status).toBe(
      406,
    );
  });
});

describe("authorisation", () => {
  test("what no role allows is 403, also where nothing is", async () => {
    const namespace = await cluster.namespace();
    const { status, body } = await cluster.get(`/apis/batch/v1/namespaces/${namespace}/jobs/absent`, "dev-token");
    expect(status).toBe(403);
    expect(body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      reason: "Forbidden",
      code: 403,
      message: `jobs.batch "absent" is forbidden: User "dev" cannot get resource "jobs" in API group "batch" in the namespace "${namespace}"`,
      details: { name: "absent", group: "batch", kind: "jobs" },
    });
    const log = await cluster.get(`/api/v1/namespaces/${namespace}/pods/p/log`, "dev-token");
    expect(log.body.message).toBe(
      `pods "p" is forbidden: User "dev" cannot get resource "pods/log" in API group "" in the namespace "${namespace}"`,
    );
    const path = await cluster.get("/metrics", "dev-token");
    expect(path.body).toMatchObject({
      message: 'forbidden: User "dev" cannot get path "/metrics"',
      code: 403,
      reason: "Forbidden",
    });
  });

  test("a role allows its verbs on its resources in its namespace", async () => {
    const [here, there] = [await cluster.namespace(), await cluster.namespace()];
    await allow(here, dev, [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }]);
    await eventually(`/api/v1/namespaces/${here}/secrets`, "dev-token", 200);
    expect((await cluster.get(`/api/v1/namespaces/${here}/secrets/absent`, "dev-token")).status).toBe(404);
    expect((await cluster.get(`/api/v1/namespaces/${there}/secrets`, "dev-token")).status).toBe(403);
    expect(
      (await cluster.post(`/api/v1/namespaces/${here}/secrets`, { metadata: { name: "x" } }, "dev-token")).status,
    ).toBe(403);
    expect((await cluster.get(`/api/v1/namespaces/${here}/secrets?watch=1`, "dev-token")).status).toBe(403);
  });

  test("resourceNames allow only those names, also to a list of one name", async () => {
    const namespace = await cluster.namespace();
    await allow(namespace, { kind: "Group", name: "developers" }, [
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["mine"], verbs: ["get", "list"] },
    ]);
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    await eventually(`${path}/mine`, "dev-token", 404);
    expect((await cluster.get(`${path}/yours`, "dev-token")).status).toBe(403);
    expect((await cluster.get(path, "dev-token")).status).toBe(403);
    expect((await cluster.get(`${path}?fieldSelector=metadata.name%3Dmine`, "dev-token")).status).toBe(200);
  });

  test("a service account acts by its own bindings", async () => {
    const namespace = await cluster.namespace();
    const { token } = await tokenOf(namespace);
    const path = `/api/v1/namespaces/${namespace}/pods`;
    expect((await cluster.get(path, token)).status).toBe(403);
    await allow(namespace, { kind: "ServiceAccount", name: "default", namespace }, [
      { apiGroups: [""], resources: ["pods"], verbs: ["*"] },
    ]);
    await eventually(path, token, 200);
  });

  test("SelfSubjectAccessReview answers for the caller", async () => {
    const namespace = await cluster.namespace();
    await allow(namespace, dev, [
      { apiGroups: ["batch"], resources: ["jobs", "jobs/status"], verbs: ["create", "get"] },
    ]);
    await eventually(`/apis/batch/v1/namespaces/${namespace}/jobs/x`, "dev-token", 404);
    const may = async (verb: string, resource: string) => {
      const spec = { resourceAttributes: { namespace, verb, group: "batch", resource } };
      const answer = await cluster.post(
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        { spec },
        "dev-token",
      );
      expect(answer.status).toBe(201);
      return answer.body.status.allowed;
    };
    expect([await may("create", "jobs"), await may("delete", "jobs")]).toEqual([true, false]);
  });
});
