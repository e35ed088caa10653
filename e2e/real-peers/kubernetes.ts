import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { freePort, type PeerProcess, startPeerProcess, waitUntil } from "./peer-process.ts";
import { requirePeer } from "./peers.ts";

export type RealControlPlane = {
  url: string;
  /** PEM of the authority that signed the API server's certificate. */
  ca: string;
  issuer: string;
  jwks(): Promise<object>;
  stop(): Promise<void>;
};

/**
 * Starts etcd, kube-apiserver, the controller manager and the scheduler on 127.0.0.1 and resolves when the API server is
 * ready and the default service account exists. Same shape as the stand-in's `startControlPlane`; `name` only names
 * the log lines, and the kube-system uid is whatever the real one gives. State, keys and certificates stay in `dataDir`.
 */
export async function startRealControlPlane(o: {
  dataDir: string;
  name: string;
  tokens: { token: string; user: string; groups: string[] }[];
  tokenReviewWebhook?: string;
  audiences?: string[];
}): Promise<RealControlPlane> {
  const program = requirePeer("kubernetes");
  mkdirSync(o.dataDir, { recursive: true, mode: 0o700 });
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const url = `https://127.0.0.1:${port}`;
  const issuer = url;
  const componentToken = randomBytes(24).toString("hex");
  const files = writeFiles(o, url, componentToken);
  const running: PeerProcess[] = [];
  const start = async (name: string, args: string[]) => {
    const peer = await startPeerProcess({ name, dataDir: o.dataDir, program, args: [name, ...args] });
    running.push(peer);
    return peer;
  };
  const stop = async () => {
    for (const peer of running.splice(0).reverse()) await peer.stop();
  };
  try {
    await start("etcd", etcdFlags(o.dataDir, clientPort, peerPort));
    const server = await start("kube-apiserver", apiServerFlags(o, { issuer, port, clientPort, files }));
    const isReady = async () => {
      if (server.hasExited()) throw new Error(`kube-apiserver of ${o.name} ended:\n${server.log().slice(-2000)}`);
      if (!existsSync(files.servingCertificate)) return false;
      return (await get(`${url}/readyz`, componentToken, authorityOf(files.servingCertificate)).catch(() => 0)) === 200;
    };
    await waitUntil(isReady, 60_000, `kube-apiserver of ${o.name} to be ready`);
    const ca = authorityOf(files.servingCertificate);
    writeFileSync(files.authority, ca);
    writeFileSync(files.kubeconfig, kubeconfig(url, componentToken, ca));
    await start("kube-controller-manager", [
      `--kubeconfig=${files.kubeconfig}`,
      `--service-account-private-key-file=${files.serviceAccountKey}`,
      `--root-ca-file=${files.authority}`,
      "--leader-elect=false",
      "--secure-port=0",
    ]);
    await start("kube-scheduler", [`--kubeconfig=${files.kubeconfig}`, "--leader-elect=false", "--secure-port=0"]);
    const account = `${url}/api/v1/namespaces/default/serviceaccounts/default`;
    const hasAccount = async () => (await get(account, componentToken, ca).catch(() => 0)) === 200;
    await waitUntil(hasAccount, 60_000, `the controller manager of ${o.name} to make the default service account`);
    const jwks = () => fetchJson(`${url}/openid/v1/jwks`, componentToken, ca);
    return { url, ca, issuer, jwks, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Files = ReturnType<typeof writeFiles>;

function writeFiles(
  o: { dataDir: string; tokens: { token: string; user: string; groups: string[] }[]; tokenReviewWebhook?: string },
  url: string,
  componentToken: string,
) {
  const path = (name: string) => join(o.dataDir, name);
  const files = {
    serviceAccountKey: path("service-account.key"),
    serviceAccountPublicKey: path("service-account.pub"),
    tokens: path("tokens.csv"),
    kubeconfig: path("components.kubeconfig"),
    webhook: o.tokenReviewWebhook ? path("token-review.kubeconfig") : undefined,
    certificates: path("certificates"),
    servingCertificate: path("certificates/apiserver.crt"),
    authority: path("ca.crt"),
  };
  if (!existsSync(files.serviceAccountKey)) {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(files.serviceAccountKey, pair.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    writeFileSync(files.serviceAccountPublicKey, pair.publicKey.export({ type: "spki", format: "pem" }));
  }
  const components = { token: componentToken, user: "slipway:components", groups: ["system:masters"] };
  const rows = [...o.tokens, components].map((t, i) => `${t.token},${t.user},${i},"${t.groups.join(",")}"`);
  writeFileSync(files.tokens, `${rows.join("\n")}\n`, { mode: 0o600 });
  writeFileSync(files.kubeconfig, kubeconfig(url, componentToken, ""), { mode: 0o600 });
  if (files.webhook && o.tokenReviewWebhook) writeFileSync(files.webhook, kubeconfig(o.tokenReviewWebhook, "", ""));
  return files;
}

function etcdFlags(dataDir: string, clientPort: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
  return [
    `--data-dir=${join(dataDir, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--force-new-cluster=true",
    // Tests lose nothing by a power cut, and wait for each write otherwise.
    "--unsafe-no-fsync=true",
  ];
}

function apiServerFlags(
  o: { audiences?: string[] },
  at: { issuer: string; port: number; clientPort: number; files: Files },
): string[] {
  const { files } = at;
  const webhook = files.webhook
    ? [
        `--authentication-token-webhook-config-file=${files.webhook}`,
        "--authentication-token-webhook-version=v1",
        "--authentication-token-webhook-cache-ttl=1s",
      ]
    : [];
  return [
    `--etcd-servers=http://127.0.0.1:${at.clientPort}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${at.port}`,
    `--cert-dir=${files.certificates}`,
    // Otherwise the API server refuses to publish its own loopback address as an endpoint, and ends.
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=127.96.0.0/16",
    `--service-account-issuer=${at.issuer}`,
    `--service-account-key-file=${files.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    `--api-audiences=${[at.issuer, ...(o.audiences ?? [])].join(",")}`,
    `--token-auth-file=${files.tokens}`,
    "--authorization-mode=Node,RBAC",
    "--kubelet-preferred-address-types=InternalIP",
    ...webhook,
  ];
}

function kubeconfig(server: string, token: string, ca: string): string {
  const cluster = { server, ...(ca && { "certificate-authority-data": Buffer.from(ca).toString("base64") }) };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "peer", cluster }],
    users: [{ name: "peer", user: token ? { token } : {} }],
    contexts: [{ name: "peer", context: { cluster: "peer", user: "peer" } }],
    "current-context": "peer",
  });
}

/** The API server makes itself an authority and a certificate in one file; the authority is the one that signs itself. */
function authorityOf(path: string): string {
  const blocks =
    readFileSync(path, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g) ?? [];
  const authority = blocks.find((pem) => new X509Certificate(pem).ca);
  if (!authority) throw new Error(`no authority in ${path}`);
  return authority;
}

function get(url: string, token: string, ca: string): Promise<number> {
  return exchange(url, token, ca).then((answer) => answer.status);
}

async function fetchJson(url: string, token: string, ca: string): Promise<object> {
  const { status, body } = await exchange(url, token, ca);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  return JSON.parse(body) as object;
}

function exchange(url: string, token: string, ca: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca, headers: { authorization: `Bearer ${token}` }, timeout: 5000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url} does not answer`)));
    sent.on("error", reject);
    sent.end();
  });
}
