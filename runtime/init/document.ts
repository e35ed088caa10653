import * as z from "zod/mini";
import type { InitDocument } from "#lib/runs/schema.ts";
import { InitFailure } from "./failure.ts";

const text = z.string().check(z.minLength(1));
const AwsEndpoint = { region: text, endpoint: z.optional(z.url()) };

/** The portal's type at run time: what comes through an environment variable is checked again. */
const Document: z.ZodMiniType<InitDocument> = z.object({
  deadlineSeconds: z.number().check(z.positive()),
  filesDir: text,
  secretsDir: text,
  s3: z.optional(z.object({ ...AwsEndpoint, pathStyle: z.boolean() })),
  files: z.array(
    z.object({
      bucket: text,
      key: text,
      versionId: z.optional(text),
      sizeBytes: z.optional(z.int().check(z.nonnegative())),
      sha256: z.optional(z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/, "must be a base64 SHA-256"))),
      path: text,
    }),
  ),
  secretsManager: z.optional(z.object(AwsEndpoint)),
  vault: z.optional(z.object({ address: z.url(), role: text, mount: text, tokenFile: text, caFile: z.optional(text) })),
  secrets: z.array(
    z.object({
      store: z.enum(["vault", "secrets-manager"]),
      id: text,
      key: z.optional(text),
      versionId: z.optional(text),
      file: text,
    }),
  ),
});

export type { InitDocument };
export type FileReference = InitDocument["files"][number];
export type SecretReference = InitDocument["secrets"][number];

/** Reads SLIPWAY_INIT. Throws a `configuration` failure that names the wrong fields. */
export function parseDocument(json: string | undefined): InitDocument {
  if (!json) throw new InitFailure("configuration", "SLIPWAY_INIT is not set: it should hold the init document");
  const result = Document.safeParse(parseJson(json));
  if (!result.success) {
    const wrong = result.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join(".") || "document"}: ${issue.message}`);
    throw new InitFailure("configuration", `SLIPWAY_INIT is not a valid init document: ${wrong.join("; ")}`);
  }
  requireStores(result.data);
  return result.data;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InitFailure("configuration", "SLIPWAY_INIT is not JSON");
  }
}

function requireStores(document: InitDocument): void {
  const uses = (store: SecretReference["store"]) => document.secrets.find((secret) => secret.store === store);
  const lacking = [
    document.files[0] && !document.s3 && `file ${document.files[0].key} needs s3`,
    uses("vault") && !document.vault && `secret ${uses("vault")?.id} needs vault`,
    uses("secrets-manager") && !document.secretsManager && `secret ${uses("secrets-manager")?.id} needs secretsManager`,
  ].filter((lack) => typeof lack === "string");
  if (lacking[0]) throw new InitFailure("configuration", `SLIPWAY_INIT is incomplete: ${lacking[0]}`);
}
