import type { ClusterTypeName } from "#lib/clusters/cluster-type.ts";

/** What the form to register a cluster holds, and what its draft keeps: nothing secret. */
export type RegistrationForm = {
  type: ClusterTypeName | null;
  name: string;
  cloudAccountId: string | null;
  region: string;
  server: string;
  ca: string;
  eksClusterName: string;
  residency: string | null;
  logBucketId: string | null;
};
/** Kept in memory alone. */
export type CredentialForm = { kind: "token" | "client-certificate"; token: string; cert: string; key: string };

export const emptyRegistration: RegistrationForm = {
  type: null,
  name: "",
  cloudAccountId: null,
  region: "",
  server: "",
  ca: "",
  eksClusterName: "",
  residency: null,
  logBucketId: null,
};
export const emptyCredential: CredentialForm = { kind: "token", token: "", cert: "", key: "" };

/** What is wrong with a field; words under `clusters.form`. */
export type FieldError = "required" | "badName" | "nameTaken" | "notHttps" | "notPem" | "badRegion" | "wrong";
export type FieldErrors = Partial<
  Record<Exclude<keyof RegistrationForm, "type"> | "token" | "cert" | "key", FieldError>
>;

const isPem = (label: string, text: string) =>
  new RegExp(`-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----`).test(text);

/** What would be refused of the connection without asking anybody. */
export function connectionErrors(form: RegistrationForm, credential: CredentialForm): FieldErrors {
  const errors: FieldErrors = {};
  const need = (field: keyof FieldErrors, value: string | null, wrong?: FieldError, isGood?: boolean) => {
    if (!value?.trim()) errors[field] = "required";
    else if (wrong && !isGood) errors[field] = wrong;
  };
  need("name", form.name, "badName", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(form.name.trim()));
  need("cloudAccountId", form.cloudAccountId);
  if (form.type === "datacenter") {
    need("region", form.region);
    need("server", form.server, "notHttps", URL.parse(form.server.trim())?.protocol === "https:");
    need("ca", form.ca, "notPem", isPem("CERTIFICATE", form.ca));
    return { ...errors, ...credentialErrors(credential) };
  }
  need("region", form.region, "badRegion", /^[a-z]{2}(-[a-z]+)+-\d$/.test(form.region.trim()));
  need("eksClusterName", form.eksClusterName);
  return errors;
}

export function credentialErrors({ kind, token, cert, key }: CredentialForm): FieldErrors {
  if (kind === "token") return token.trim() === "" ? { token: "required" } : {};
  const of = (label: string, text: string): FieldError | undefined =>
    text.trim() === "" ? "required" : isPem(label, text) ? undefined : "notPem";
  const errors = { cert: of("CERTIFICATE", cert), key: of("(?:[A-Z]+ )?PRIVATE KEY", key) };
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error));
}

export const credentialOf = ({ kind, token, cert, key }: CredentialForm) =>
  kind === "token" ? { kind, token: token.trim() } : { kind, cert, key };

/** What `cluster.test` and `cluster.register` take; only for a form without errors. */
export const connectionOf = (form: RegistrationForm, credential: CredentialForm) => {
  const { type, cloudAccountId } = form;
  const region = form.region.trim();
  const isDatacenter = type === "datacenter";
  return {
    type: type ?? "datacenter",
    cloudAccountId: cloudAccountId ?? "",
    region,
    config: isDatacenter
      ? { server: form.server.trim(), ca: form.ca }
      : { eksClusterName: form.eksClusterName.trim(), region },
    credential: isDatacenter ? credentialOf(credential) : null,
  };
};

/** The fields of ours that a refusal names: the commands call a connection's own ones by the type's names. */
export function refusedFields(fields: Record<string, string> | undefined): FieldErrors {
  const known = [
    "name",
    "cloudAccountId",
    "region",
    "server",
    "ca",
    "eksClusterName",
    "residency",
    "logBucketId",
  ] as const;
  const secret = ["token", "cert", "key"] as const;
  const named = Object.keys(fields ?? {}).map((field) => field.replace(/^(config|credential)\./, ""));
  return Object.fromEntries(
    [...known, ...secret]
      .filter((field) => named.includes(field))
      .map((field) => [field, field === "name" ? "nameTaken" : "wrong"]),
  );
}
