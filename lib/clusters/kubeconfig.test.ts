import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Kubeconfig, type KubeconfigContext, readKubeconfig } from "./kubeconfig.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const pem = (label: string) => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
const ca = pem("CERTIFICATE");
const goodCluster = { server: "https://kubernetes.example.internal:6443", "certificate-authority-data": base64(ca) };
const goodUser = { token: "a-token" };

const config = (cluster: object = goodCluster, user: object = goodUser, more: object = {}) =>
  stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "batch",
    contexts: [{ name: "batch", context: { cluster: "dc", user: "slipway", namespace: "orders" } }],
    clusters: [{ name: "dc", cluster }],
    users: [{ name: "slipway", user }],
    ...more,
  });
const only = ({ contexts }: Kubeconfig): KubeconfigContext => {
  if (contexts?.length !== 1 || !contexts[0]) throw new Error("not one context");
  return contexts[0];
};
const codes = (text: string) => only(readKubeconfig(text)).troubles?.map(({ field, code }) => `${field}: ${code}`);

describe("a kubeconfig", () => {
  test("with a token gives its server, authority and token", () => {
    expect(only(readKubeconfig(config()))).toEqual({
      name: "batch",
      cluster: "dc",
      user: "slipway",
      isCurrent: true,
      taken: { server: goodCluster.server, ca, credential: { kind: "token", token: "a-token" } },
    });
  });

  test("with a client certificate gives both parts", () => {
    const [cert, key] = [pem("CERTIFICATE"), pem("EC PRIVATE KEY")];
    const user = { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
    expect(only(readKubeconfig(config(goodCluster, user))).taken?.credential).toEqual({
      kind: "client-certificate",
      cert,
      key,
    });
  });

  test.each<[string, object, string]>([
    ["exec", { command: "aws", args: ["eks", "get-token"] }, "runs-program"],
    ["auth-provider", { name: "gcp" }, "runs-program"],
    ["tokenFile", "/var/run/token", "reads-file"],
    ["client-certificate", "/etc/cert.pem", "reads-file"],
    ["client-key", "/etc/key.pem", "reads-file"],
    ["as", "system:admin", "impersonates"],
    ["as-groups", ["system:masters"], "impersonates"],
    ["as-uid", "0", "impersonates"],
    ["as-user-extra", { scopes: ["all"] }, "impersonates"],
    ["username", "admin", "password"],
    ["password", "secret", "password"],
    ["something-new", "x", "unknown-field"],
    ["__proto__", "x", "unknown-field"],
  ] as [string, object, string][])("is refused for the user's %s, even beside a token", (field, value, code) => {
    const user = JSON.parse(`{"token": "a-token", ${JSON.stringify(field)}: ${JSON.stringify(value)}}`);
    expect(codes(config(goodCluster, user))).toEqual([`users.slipway.${field}: ${code}`]);
  });

  test.each<[string, unknown, string]>([
    ["certificate-authority", "/etc/ca.pem", "reads-file"],
    ["insecure-skip-tls-verify", true, "skips-tls"],
    ["proxy-url", "http://proxy.example.com", "proxy"],
    ["tls-server-name", "other.example.com", "unknown-field"],
  ])("is refused for the cluster's %s", (field, value, code) => {
    expect(codes(config({ ...goodCluster, [field]: value }))).toEqual([`clusters.dc.${field}: ${code}`]);
  });

  test.each<[string, object, object, string[]]>([
    ["no server", { ...goodCluster, server: "" }, goodUser, ["clusters.dc.server: no-server"]],
    ["plain http", { ...goodCluster, server: "http://a.example.com" }, goodUser, ["clusters.dc.server: not-https"]],
    ["a file's URL", { ...goodCluster, server: "file:///etc" }, goodUser, ["clusters.dc.server: not-https"]],
    ["a password in the URL", { ...goodCluster, server: "https://u:p@a" }, goodUser, ["clusters.dc.server: not-https"]],
    [
      "no authority",
      { server: goodCluster.server },
      goodUser,
      ["clusters.dc.certificate-authority-data: no-authority"],
    ],
    [
      "an authority that is no PEM",
      { ...goodCluster, "certificate-authority-data": "!!" },
      goodUser,
      ["clusters.dc.certificate-authority-data: not-pem"],
    ],
    ["no credential", goodCluster, {}, ["users.slipway.token: no-credential"]],
    [
      "half a certificate",
      goodCluster,
      { "client-certificate-data": base64(ca) },
      ["users.slipway.client-key-data: not-pem"],
    ],
  ])("with %s is refused at that field", (_what, cluster, user, expected) => {
    expect(codes(config(cluster, user))).toEqual(expected);
  });

  test("whose context names what is not there is refused", () => {
    expect(codes(config(goodCluster, goodUser, { users: [] }))).toEqual(["users.slipway: absent"]);
    expect(codes(config(goodCluster, goodUser, { clusters: null }))).toEqual(["clusters.dc: absent"]);
  });

  test("that switches nothing dangerous on is taken: false and empty fields are as good as absent", () => {
    const cluster = { ...goodCluster, "insecure-skip-tls-verify": false, "proxy-url": "" };
    expect(only(readKubeconfig(config(cluster, { ...goodUser, exec: null }))).taken).toBeDefined();
  });
});

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  ..."bcdefghi".split("").map((to, at) => {
    const from = "abcdefgh"[at];
    return `${to}: &${to} [${Array(9).fill(`*${from}`).join(",")}]`;
  }),
].join("\n");

test.each<[string, string, Kubeconfig["problem"]]>([
  ["nothing", "", "not-yaml"],
  ["a word", "hello", "not-kubeconfig"],
  ["another object", "apiVersion: v1\nkind: Pod\n", "not-kubeconfig"],
  ["no context", config(goodCluster, goodUser, { contexts: [] }), "not-kubeconfig"],
  ["two documents", `${config()}---\n${config()}`, "several-documents"],
  ["a key twice", "kind: Config\nkind: Config\n", "not-yaml"],
  ["aliases that grow without end", bomb, "aliases"],
  ["one alias", "kind: Config\na: &a {}\nb: *a\n", "aliases"],
  ["a tag of a program", "kind: Config\ncontexts: !!js/function 'x'\n", "not-yaml"],
  ["more than a kubeconfig ever is", `kind: Config\n#${"x".repeat(300_000)}`, "too-long"],
  ["brackets without end", "[".repeat(200_000), "not-yaml"],
  ["brackets that are never closed", "[".repeat(2_000), "not-yaml"],
])("a text with %s is none", (_what, text, problem) => {
  expect(readKubeconfig(text)).toEqual({ problem });
});

property.prop([fc.string({ unit: "binary", maxLength: 400 })])("any text is answered, and none throws", (text) => {
  const read = readKubeconfig(text);
  expect(read.problem ?? read.contexts).toBeDefined();
});

/** Any fields at all: what is taken is never more than a server, an authority and a credential that were all in the text. */
property.prop([
  fc.dictionary(
    fc.constantFrom(
      "token",
      "exec",
      "auth-provider",
      "tokenFile",
      "client-key",
      "as",
      "as-groups",
      "username",
      "other",
    ),
    fc.oneof(fc.string(), fc.constant(true), fc.object({ maxDepth: 1 }), fc.constant(null)),
  ),
  fc.dictionary(
    fc.constantFrom("insecure-skip-tls-verify", "proxy-url", "certificate-authority", "tls-server-name"),
    fc.oneof(fc.string(), fc.boolean(), fc.constant(null)),
  ),
])("nothing that runs or reads anything is ever taken", (user, cluster) => {
  const { taken } = only(readKubeconfig(config({ ...goodCluster, ...cluster }, user)));
  if (!taken) return;
  const set = (value: unknown) => value !== null && value !== "" && value !== false;
  expect(Object.entries({ ...cluster, ...user }).filter(([field, value]) => field !== "token" && set(value))).toEqual(
    [],
  );
  expect(taken).toEqual({
    server: goodCluster.server,
    ca,
    credential: { kind: "token", token: String(user.token).trim() },
  });
});
