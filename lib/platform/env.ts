import { z } from "zod";
import { parseAddressRanges } from "./address.ts";

const url = (protocols: RegExp) => z.url({ protocol: protocols });

const Env = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: url(/^postgres(ql)?$/).describe("PostgreSQL 18 or newer: postgres://user:password@host:port/database"),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10).describe("connections a process may hold"),
  SLIPWAY_URL: url(/^https?$/).describe("where people reach the portal, e.g. https://slipway.example.com"),
  SLIPWAY_SESSION_SECRET: z.string().min(32).describe("at least 32 random characters; signs session cookies"),
  SLIPWAY_ENCRYPTION_KEYS: z
    .string()
    .regex(/^[a-z0-9]+:[A-Za-z0-9+/]{43}=(,[a-z0-9]+:[A-Za-z0-9+/]{43}=)*$/)
    .describe("name:base64 of 32 bytes, newest first, separated by commas; seals stored credentials"),
  SLIPWAY_LOCAL_ACCOUNTS: z.enum(["on", "off"]).default("on").describe("whether people may sign in with a password"),
  SLIPWAY_ALLOWED_ADDRESSES: z
    .string()
    .default("")
    .refine((text) => parseAddressRanges(text) !== undefined)
    .describe(
      "addresses and CIDR ranges, separated by commas, that clusters, registries and Vault may have although refused",
    ),
  OIDC_ISSUER: url(/^https?$/)
    .optional()
    .describe("OpenID provider; leave out for local accounts alone"),
  OIDC_CLIENT_ID: z.string().optional().describe("client id at the provider"),
  OIDC_CLIENT_SECRET: z.string().optional().describe("client secret at the provider"),
  OIDC_SCOPE: z
    .string()
    .regex(/(^| )openid( |$)/)
    .default("openid profile email")
    .describe("scopes to ask for; some providers give groups only for one of their own, such as groups"),
  OIDC_GROUPS_CLAIM: z.string().default("groups").describe("the claim of the ID token that lists a person's groups"),
  OIDC_NAME: z.string().default("Single sign-on").describe("what the button says"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("pino level"),
  WORKER_HOST: z.string().default("127.0.0.1").describe("address the worker answers on"),
  WORKER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(0)
    .describe("the worker's /healthz and /metrics; 0 chooses one"),
});
export type Env = z.infer<typeof Env>;

/** Every variable with what it is for and its default: what `.env.example` must list. */
export const envVariables = Object.entries(Env.shape).map(([name, schema]) => ({
  name,
  description: schema.description ?? "",
  required: !schema.safeParse(undefined).success,
}));

/** Parses an environment; throws one error that names each bad variable and what it should be, never its value. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = Env.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  const lines = names.map((name) => `  ${name}: should be ${Env.shape[name as keyof Env].description ?? "set"}`);
  throw new Error(`The environment is not complete:\n${lines.join("\n")}\nSee .env.example.`);
}

let parsed: Env | undefined;

/** The process's own environment, parsed once when first asked for. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  // next-auth reads its own address from the environment and nowhere else.
  process.env.NEXTAUTH_URL = parsed.SLIPWAY_URL;
  return parsed;
}

const Network = Env.pick({ DATABASE_URL: true, SLIPWAY_URL: true, SLIPWAY_ALLOWED_ADDRESSES: true }).partial();

/** What of the environment decides where may be connected to; works without the rest, for what needs no database. */
export function networkEnv(): z.infer<typeof Network> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  return Network.parse(given);
}
