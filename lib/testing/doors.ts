import { readdirSync } from "node:fs";
import { type Command, commands } from "#lib/platform/command.ts";
import { type Query, queries } from "#lib/platform/query.ts";

const lib = new URL("../", import.meta.url);

/** A command or a query. */
export type Door = Command | Query;

/** Imports every module that could define a command or a query, so that none is forgotten. */
export async function loadEveryDoor(): Promise<void> {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".ts") &&
        !/\.test\.ts$|^testing\/|next-auth|current-context|actions\.ts$|client\.ts$|ask\.ts$/.test(file),
    )
    .sort();
  for (const file of files) await import(new URL(file, lib).href);
}

/** All that are loaded, by name. */
export const everyDoor = (): Door[] =>
  [...commands.values(), ...queries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** An id of nothing that exists. */
const id = "01890000-0000-7000-8000-000000000000";

/**
 * Something of the right shape for fields that inputs have, well-formed and of nothing that exists. A field that is not here gets an id
 * where it must be given, and is left out where it need not.
 */
const wellFormed: Record<string, unknown> = {
  access: "read",
  box: "decide",
  choices: {
    image: { repositoryId: id, tag: "1" },
    resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
    deadlineMinutes: 5,
    retries: 0,
  },
  config: {},
  container: "main",
  credential: {},
  days: 7,
  decision: "reject",
  drift: false,
  endsAt: "2100-01-02T00:00:00Z",
  exactly: false,
  filter: {},
  format: "csv",
  from: "eu",
  ids: [id],
  kind: "bucket",
  login: "someone@orders",
  name: "some-name",
  namespace: "some-namespace",
  page: 1,
  password: "correct horse battery",
  placement: { clusterId: id, namespaceId: id },
  planHash: "0".repeat(64),
  platformRole: "member",
  project: "orders",
  reason: "because of a test",
  region: "eu-central-1",
  residency: "eu",
  resources: [{ kind: "bucket", name: "some-bucket", region: "eu-central-1", residency: "eu" }],
  role: "viewer",
  roleArn: "arn:aws:iam::111122223333:role/x",
  sequence: 1,
  slug: "some-slug",
  snapshot: { kind: "namespace", namespaceId: id },
  spec: {},
  startsAt: "2100-01-01T00:00:00Z",
  text: "report",
  to: "us",
  type: "eks",
  version: 1,
};

type Schema = {
  shape?: Record<string, { safeParse(value: unknown): { success: boolean } }>;
  def?: { innerType?: object; in?: object; options?: object[]; left?: object; right?: object };
};

/** The fields of an input, of the first of its forms. */
export function fieldsOf(input: object): NonNullable<Schema["shape"]> {
  const { shape, def } = input as Schema;
  if (shape) return shape;
  const inner = [def?.innerType, def?.in, def?.left, def?.right, def?.options?.[0]];
  return Object.assign({}, ...inner.filter((part) => part !== undefined).map(fieldsOf));
}

/** An input that the door parses, aimed at nothing. */
export function inputFor(door: Door): Record<string, unknown> {
  if (/^cloud-account\.(register|update|try)$/.test(door.name)) {
    const initImage = { repository: "slipway/init", tag: "1" };
    const config = { kind: "aws", accountId: "111122223333", region: "eu-central-1", initImage };
    return { ...(door.name.endsWith("update") ? { id } : {}), name: "acme", config, credential: {} };
  }
  const fields = Object.entries(fieldsOf(door.input)).filter(
    ([field, schema]) => field in wellFormed || !schema.safeParse(undefined).success,
  );
  return Object.fromEntries(fields.map(([field]) => [field, wellFormed[field] ?? id]));
}
