import { parseAllDocuments } from "yaml";

const maxBytes = 256 * 1024;
/** More are in no kubeconfig, and would keep the parser busy for seconds. */
const maxBrackets = 10_000;

/** Why a context can't be taken: Slipway runs no program and reads no file that a pasted text names. */
export type KubeconfigRefusal =
  | "runs-program"
  | "reads-file"
  | "skips-tls"
  | "proxy"
  | "impersonates"
  | "password"
  | "unknown-field"
  | "no-server"
  | "not-https"
  | "no-authority"
  | "not-pem"
  | "no-credential"
  | "absent";

export type KubeconfigTrouble = {
  /** Where in the text, by name: `users.admin.exec`. */
  field: string;
  code: KubeconfigRefusal;
};
export type TakenConnection = {
  server: string;
  /** PEM. */
  ca: string;
  credential: { kind: "token"; token: string } | { kind: "client-certificate"; cert: string; key: string };
};
export type KubeconfigContext = { name: string; cluster: string; user: string; isCurrent: boolean } & (
  | { taken: TakenConnection; troubles?: undefined }
  | { taken?: undefined; troubles: KubeconfigTrouble[] }
);
export type Kubeconfig =
  | { contexts: KubeconfigContext[]; problem?: undefined }
  | { contexts?: undefined; problem: "too-long" | "not-yaml" | "aliases" | "several-documents" | "not-kubeconfig" };

/**
 * What would be taken of a kubeconfig: for each context its server, its authority and a token or a client certificate that the text itself
 * holds. Whatever else could decide how one connects is refused by its name, and so is every field that is not known here. The text is data
 * from beginning to end: no program is run, no file is read, nothing is loaded by a Kubernetes client.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
export function readKubeconfig(text: string): Kubeconfig {
  if (text.length > maxBytes) return { problem: "too-long" };
  const { problem, document } = parse(text);
  if (problem) return { problem };
  if (!isObject(document) || document.kind !== "Config" || !Array.isArray(document.contexts))
    return { problem: "not-kubeconfig" };
  const contexts = document.contexts.filter(isObject).map((entry): KubeconfigContext => {
    const name = textOf(entry.name);
    const context = isObject(entry.context) ? entry.context : {};
    const [cluster, user] = [textOf(context.cluster), textOf(context.user)];
    const head = { name, cluster, user, isCurrent: name !== "" && name === textOf(document["current-context"]) };
    return { ...head, ...take(named(document.clusters, cluster, "cluster"), named(document.users, user, "user")) };
  });
  return contexts.length > 0 ? { contexts } : { problem: "not-kubeconfig" };
}

type Fields = Record<string, unknown>;
type Named = { path: string; fields: Fields | undefined };

type Parsed =
  | { problem: "several-documents" | "not-yaml" | "aliases"; document?: undefined }
  | { problem?: undefined; document: unknown };

function parse(text: string): Parsed {
  if ((text.match(/[[{]/g)?.length ?? 0) > maxBrackets) return { problem: "not-yaml" };
  try {
    const documents = parseAllDocuments(text, { schema: "core", merge: false, logLevel: "silent" });
    const [document, ...more] = Array.isArray(documents) ? documents : [];
    if (more.length > 0) return { problem: "several-documents" };
    if (!document || document.errors.length > 0 || document.warnings.length > 0) return { problem: "not-yaml" };
    // A kubeconfig has no use for aliases; a text of a few bytes could grow without end by them.
    return { document: document.toJS({ maxAliasCount: 0 }) };
  } catch (error) {
    return { problem: error instanceof ReferenceError ? "aliases" : "not-yaml" };
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "" && value !== false;

function named(list: unknown, name: string, kind: "cluster" | "user"): Named {
  const entries = Array.isArray(list) ? list.filter(isObject) : [];
  const found = entries.find((entry) => entry.name === name)?.[kind];
  return { path: `${kind}s.${name}`, fields: isObject(found) ? found : undefined };
}

const clusterFields: Record<string, KubeconfigRefusal | "taken"> = {
  server: "taken",
  "certificate-authority-data": "taken",
  extensions: "taken",
  "disable-compression": "taken",
  "certificate-authority": "reads-file",
  "insecure-skip-tls-verify": "skips-tls",
  "proxy-url": "proxy",
};
const userFields: Record<string, KubeconfigRefusal | "taken"> = {
  token: "taken",
  "client-certificate-data": "taken",
  "client-key-data": "taken",
  extensions: "taken",
  exec: "runs-program",
  "auth-provider": "runs-program",
  tokenFile: "reads-file",
  "client-certificate": "reads-file",
  "client-key": "reads-file",
  as: "impersonates",
  "as-uid": "impersonates",
  "as-groups": "impersonates",
  "as-user-extra": "impersonates",
  username: "password",
  password: "password",
};

function take(cluster: Named, user: Named): { taken: TakenConnection } | { troubles: KubeconfigTrouble[] } {
  const troubles = [...refused(cluster, clusterFields), ...refused(user, userFields)];
  const { fields: at = {} } = cluster;
  const { fields: as = {} } = user;
  const trouble = (of: Named, field: string, code: KubeconfigRefusal) => {
    if (of.fields) troubles.push({ field: `${of.path}.${field}`, code });
  };

  const server = textOf(at.server);
  const url = URL.parse(server);
  if (server === "") trouble(cluster, "server", "no-server");
  else if (url?.protocol !== "https:" || url.username !== "" || url.password !== "")
    trouble(cluster, "server", "not-https");

  const authority = "certificate-authority-data";
  const ca = pemOf(at[authority], "CERTIFICATE");
  // A named file or a switched-off check says already why there is none.
  if (!isSet(at[authority])) {
    if (!isSet(at["certificate-authority"]) && !isSet(at["insecure-skip-tls-verify"]))
      trouble(cluster, authority, "no-authority");
  } else if (!ca) trouble(cluster, authority, "not-pem");

  const token = textOf(as.token).trim();
  const cert = pemOf(as["client-certificate-data"], "CERTIFICATE");
  const key = pemOf(as["client-key-data"], "(?:[A-Z]+ )?PRIVATE KEY");
  const isCertificate = token === "" && (isSet(as["client-certificate-data"]) || isSet(as["client-key-data"]));
  if (isCertificate && !cert) trouble(user, "client-certificate-data", "not-pem");
  if (isCertificate && !key) trouble(user, "client-key-data", "not-pem");
  if (token === "" && !isCertificate && !troubles.some(({ field }) => field.startsWith(`${user.path}.`)))
    trouble(user, "token", "no-credential");

  const credential = token ? ({ kind: "token", token } as const) : certificateOf(cert, key);
  if (troubles.length > 0 || !ca || !credential) return { troubles };
  return { taken: { server, ca, credential } };
}

const certificateOf = (cert: string | undefined, key: string | undefined) =>
  cert && key ? ({ kind: "client-certificate", cert, key } as const) : undefined;

function refused({ path, fields }: Named, known: Record<string, KubeconfigRefusal | "taken">): KubeconfigTrouble[] {
  if (!fields) return [{ field: path, code: "absent" }];
  return Object.entries(fields).flatMap(([field, value]) => {
    const verdict = Object.hasOwn(known, field) ? known[field] : "unknown-field";
    return !verdict || verdict === "taken" || !isSet(value) ? [] : [{ field: `${path}.${field}`, code: verdict }];
  });
}

/** The PEM that a `…-data` field holds as base64, or undefined where it is none. */
function pemOf(value: unknown, label: string): string | undefined {
  try {
    const pem = atob(textOf(value).replace(/\s/g, ""));
    return new RegExp(`-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----`).test(pem) ? pem : undefined;
  } catch {
    return undefined;
  }
}
