import type { AccountView } from "#lib/cloud/client.ts";

/** What is typed to reach an account. The parts that are secret live in memory alone: never in the address, a draft or the page's HTML. */
export type AccountForm = {
  kind: "aws" | "datacenter";
  name: string;
  accountId: string;
  region: string;
  endpoint: string;
  initRepository: string;
  initTag: string;
  signIn: "key" | "role";
  accessKeyId: string;
  secretAccessKey: string;
  roleArn: string;
  externalId: string;
  s3Endpoint: string;
  registryUrl: string;
  registryUser: string;
  registryPassword: string;
  vaultAddress: string;
  vaultMount: string;
  secretMounts: string;
  vaultToken: string;
};
export type AccountField = keyof AccountForm;
export type AccountProblem = "required" | "name" | "accountId" | "url" | "roleArn" | "mounts";

export const emptyAccount: AccountForm = {
  kind: "aws",
  name: "",
  accountId: "",
  region: "eu-central-1",
  endpoint: "",
  initRepository: "slipway/init",
  initTag: "",
  signIn: "key",
  accessKeyId: "",
  secretAccessKey: "",
  roleArn: "",
  externalId: "",
  s3Endpoint: "",
  registryUrl: "",
  registryUser: "",
  registryPassword: "",
  vaultAddress: "",
  vaultMount: "kubernetes",
  secretMounts: "secret",
  vaultToken: "",
};

/** The form of an account that is there: where it is reached, and nothing of its credential. */
export function accountFormOf({ name, kind, config, identity }: AccountView): AccountForm {
  const common = {
    ...emptyAccount,
    kind,
    name,
    initRepository: config.initImage.repository,
    initTag: config.initImage.tag,
  };
  if (config.kind === "aws")
    return {
      ...common,
      accountId: config.accountId,
      region: config.region,
      endpoint: config.endpoint ?? "",
      signIn: identity.keyId ? "key" : "role",
    };
  return {
    ...common,
    region: config.s3.region,
    s3Endpoint: config.s3.endpoint,
    registryUrl: config.registry.url,
    vaultAddress: config.vault.address,
    vaultMount: config.vault.mount,
    secretMounts: config.vault.secretMounts.join(", "),
  };
}

const mountsOf = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((mount) => mount.replace(/\/+$/, ""))
    .filter((mount) => mount !== "");

/** The credential as the commands take it. */
export function credentialOf(form: AccountForm) {
  const optional = (name: string, value: string) => (value.trim() ? { [name]: value.trim() } : {});
  if (form.kind === "datacenter")
    return {
      s3: { accessKeyId: form.accessKeyId.trim(), secretAccessKey: form.secretAccessKey.trim() },
      ...(form.registryUser.trim()
        ? { registry: { username: form.registryUser.trim(), password: form.registryPassword } }
        : {}),
      vault: { token: form.vaultToken.trim() },
    };
  const role = { ...optional("roleArn", form.roleArn), ...optional("externalId", form.externalId) };
  if (form.signIn === "role") return role;
  return { accessKeyId: form.accessKeyId.trim(), secretAccessKey: form.secretAccessKey.trim(), ...role };
}

export function configOf(form: AccountForm) {
  const initImage = { repository: form.initRepository.trim(), tag: form.initTag.trim() };
  const region = form.region.trim();
  if (form.kind === "aws") {
    const endpoint = form.endpoint.trim();
    return {
      kind: "aws" as const,
      accountId: form.accountId.trim(),
      region,
      ...(endpoint ? { endpoint } : {}),
      initImage,
    };
  }
  return {
    kind: "datacenter" as const,
    s3: { endpoint: form.s3Endpoint.trim(), region },
    registry: { url: form.registryUrl.trim() },
    vault: {
      address: form.vaultAddress.trim(),
      mount: form.vaultMount.trim(),
      secretMounts: mountsOf(form.secretMounts),
    },
    initImage,
  };
}

/** Config and credential as the commands take them, which parse both by the kind. */
export const reachOf = (form: AccountForm) => ({ config: configOf(form), credential: credentialOf(form) });

const isUrl = (text: string) => /^https?:$/.test(URL.parse(text.trim())?.protocol ?? "");
const isRole = (text: string) => /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(text.trim());

const connection = {
  aws: ["name", "accountId", "region", "endpoint", "initRepository", "initTag"],
  datacenter: [
    "name",
    "region",
    "s3Endpoint",
    "registryUrl",
    "vaultAddress",
    "vaultMount",
    "secretMounts",
    "initRepository",
    "initTag",
  ],
} as const satisfies Record<string, AccountField[]>;

const credentials = (form: AccountForm): AccountField[] =>
  form.kind === "datacenter"
    ? ["accessKeyId", "secretAccessKey", "vaultToken"]
    : form.signIn === "key"
      ? ["accessKeyId", "secretAccessKey", "roleArn"]
      : ["roleArn"];

const checks: Partial<Record<AccountField, [AccountProblem, (text: string) => boolean]>> = {
  name: ["name", (text) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)],
  accountId: ["accountId", (text) => /^\d{12}$/.test(text.trim())],
  endpoint: ["url", isUrl],
  s3Endpoint: ["url", isUrl],
  registryUrl: ["url", isUrl],
  vaultAddress: ["url", isUrl],
  roleArn: ["roleArn", isRole],
  secretMounts: ["mounts", (text) => mountsOf(text).every((mount) => /^[\w.-]+$/.test(mount))],
};
const mayBeEmpty = (form: AccountForm): AccountField[] =>
  form.kind === "aws" && form.signIn === "key" ? ["endpoint", "roleArn"] : ["endpoint"];

/** What is missing or can't be right, field by field, before anything is asked of the account. */
export function accountProblems(
  form: AccountForm,
  what: "all" | "credential" = "all",
): Partial<Record<AccountField, AccountProblem>> {
  const fields = [...(what === "all" ? connection[form.kind] : []), ...credentials(form)];
  const optional = mayBeEmpty(form);
  const problems: Partial<Record<AccountField, AccountProblem>> = {};
  for (const field of fields) {
    const text = form[field];
    const [problem, isRight] = checks[field] ?? [];
    if (text.trim() === "") {
      if (!optional.includes(field)) problems[field] = "required";
    } else if (problem && !isRight?.(text)) problems[field] = problem;
  }
  return problems;
}
