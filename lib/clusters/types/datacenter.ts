import { z } from "zod";
import type { FieldKey } from "#lib/platform/fields-said.ts";
import type { ClusterType, PodIdentity } from "../cluster-type.ts";
import {
  dropAllCapabilities,
  noApiToken,
  noHost,
  noPrivilegeEscalation,
  onlySafeVolumes,
  pipe,
  runtimeSeccomp,
} from "../pod-security.ts";
import { openSession } from "../session.ts";
import { parsed } from "./parsed.ts";

const pem = (label: string) =>
  z
    .string()
    .regex(new RegExp(`-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----`), "field.pem" satisfies FieldKey);

export const DatacenterConfig = z.strictObject({
  server: z.url({ protocol: /^https$/, error: "field.api-server" satisfies FieldKey }),
  ca: pem("CERTIFICATE"),
});
export type DatacenterConfig = z.infer<typeof DatacenterConfig>;

export const DatacenterCredential = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("token"), token: z.string().trim().min(1) }),
  z.strictObject({
    kind: z.literal("client-certificate"),
    cert: pem("CERTIFICATE"),
    key: pem("(?:[A-Z]+ )?PRIVATE KEY"),
  }),
]);
export type DatacenterCredential = z.infer<typeof DatacenterCredential>;

/** A cluster on the company's own machines: S3 by access key, Vault, an OCI registry. */
export const datacenter: ClusterType<DatacenterConfig, DatacenterCredential> = {
  type: "datacenter",
  configSchema: DatacenterConfig,
  credentialSchema: DatacenterCredential,
  connect: async (config, credential, { cluster, uid }) => {
    const { server, ca } = parsed(DatacenterConfig, config);
    const secret = parsed(DatacenterCredential, credential);
    return openSession({
      cluster: cluster ?? new URL(server).host,
      server,
      ca,
      ...(uid && { expectedUid: uid }),
      ...(secret.kind === "token"
        ? { authorization: async () => `Bearer ${secret.token}` }
        : { clientCertificate: { cert: secret.cert, key: secret.key } }),
    });
  },
  secretStore: "vault",
  registry: "registry",
  podIdentity: ({ accessKeySecret }) => ({
    ...vaultToken,
    ...(accessKeySecret && { env: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(keyOf(accessKeySecret)) }),
  }),
  admit: (pod) =>
    pipe(pod, onlySafeVolumes, noHost, noApiToken, noPrivilegeEscalation, dropAllCapabilities, runtimeSeccomp),
};

const keyOf = (secret: string) => (name: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key: name } },
});

const vaultTokenDir = "/var/run/secrets/slipway/vault";
/** Where the init container finds its token for Vault. */
export const vaultTokenFile = `${vaultTokenDir}/token`;

/** A token for Vault alone: it opens nothing else, the Kubernetes API included. */
const vaultToken: PodIdentity = {
  serviceAccountAnnotations: {},
  volumes: [
    {
      name: "slipway-vault-token",
      projected: { sources: [{ serviceAccountToken: { audience: "vault", path: "token", expirationSeconds: 600 } }] },
    },
  ],
  volumeMounts: [{ name: "slipway-vault-token", mountPath: vaultTokenDir, readOnly: true }],
};
