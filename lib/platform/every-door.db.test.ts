import { readdirSync } from "node:fs";
import { beforeAll, describe, expect } from "vitest";
import { insertPlacement, insertRun } from "#lib/runs/testing/insert-run.ts";
import { test } from "#lib/testing/world.ts";
import { commands } from "./command.ts";
import type { RequestContext } from "./context.ts";
import { queries } from "./query.ts";

const lib = new URL("../", import.meta.url);

/** Every module that could define a command or a query, so that none is forgotten. */
beforeAll(async () => {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".ts") &&
        !/\.test\.ts$|^testing\/|next-auth|current-context|actions\.ts$|client\.ts$|ask\.ts$/.test(file),
    )
    .sort();
  for (const file of files) await import(new URL(file, lib).href);
});

const everything = () => [...commands.values(), ...queries.values()];
const id = "01890000-0000-7000-8000-000000000000";

/** Something of the right shape for every field that any input has: well-formed, and of nothing that exists. */
const wellFormed: Record<string, unknown> = {
  access: "read",
  choices: {
    image: { repositoryId: id, tag: "1" },
    resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
    deadlineMinutes: 5,
    retries: 0,
  },
  config: {},
  container: "main",
  drift: false,
  exactly: false,
  filter: {},
  from: "eu",
  ids: [id],
  kind: "bucket",
  login: "someone@orders",
  name: "some-name",
  namespace: "some-namespace",
  page: 1,
  placement: { clusterId: id, namespaceId: id },
  planHash: "0".repeat(64),
  platformRole: "member",
  project: "orders",
  reason: "because of a test",
  region: "eu-central-1",
  residency: "eu",
  role: "viewer",
  roleArn: "arn:aws:iam::111122223333:role/x",
  slug: "some-slug",
  spec: {},
  text: "report",
  to: "us",
  type: "eks",
  version: 1,
};

const shapeOf = (input: object): string[] => {
  const schema = input as {
    shape?: object;
    def?: { innerType?: object; in?: object; options?: object[]; left?: object; right?: object };
  };
  if (schema.shape) return Object.keys(schema.shape);
  const inner = [schema.def?.innerType, schema.def?.in, schema.def?.left, schema.def?.right, schema.def?.options?.[0]];
  return inner.filter((part) => part !== undefined).flatMap(shapeOf);
};

function inputFor(door: { input: object; name: string }): Record<string, unknown> {
  if (door.name.startsWith("cloud-account.")) {
    const initImage = { repository: "slipway/init", tag: "1" };
    return {
      id,
      name: "acme",
      config: { kind: "aws", accountId: "111122223333", region: "eu-central-1", initImage },
      credential: {},
    };
  }
  const optional = new Set([
    "credential",
    "expiresAt",
    "accessKeySecret",
    "vaultRole",
    "ownerProjectId",
    "arn",
    "idempotencyKey",
    "password",
    "before",
    "attempt",
    "limit",
    "search",
    "prefix",
    "email",
  ]);
  const fields = shapeOf(door.input).filter((field) => !optional.has(field));
  return Object.fromEntries(fields.map((field) => [field, wellFormed[field] ?? id]));
}

describe("every command and query", () => {
  test("exists, and parses the input that this test sends", () => {
    expect(commands.size).toBeGreaterThan(12);
    expect(queries.size).toBeGreaterThan(9);
    const unparsed = everything().filter((door) => !door.input.safeParse(inputFor(door)).success);
    expect(unparsed.map((door) => `${door.name}: ${JSON.stringify(inputFor(door))}`)).toEqual([]);
  });

  test("refuses a caller who is not signed in", async ({ world }) => {
    for (const door of everything()) {
      const result = await door.execute(world.anonymous, inputFor(door));
      expect([door.name, result.ok ? "ok" : result.error.code]).toEqual([door.name, "unauthenticated"]);
    }
  });

  test("refuses a member without any grant, but for what is everyone's own", async ({ world }) => {
    const nobody = await world.contextOf(world.people.nobody);
    for (const door of everything()) {
      if (door.permission === "profile:read") continue;
      const result = await door.execute(nobody, inputFor(door));
      expect([door.name, result.ok ? "ok" : result.error.code]).toEqual([
        door.name,
        expect.stringMatching(/^(denied|not-found)$/),
      ]);
    }
  });

  test("refuses the ids of another project's things as if they were not there", async ({ world }) => {
    const theirs = await insertPlacement(world.db);
    const run = await insertRun(world.db, theirs);
    const stranger = await world.contextOf(world.people.stranger);
    const aimed = { jobId: theirs.jobId, jobVersionId: theirs.jobVersionId, runId: run.id, project: "orders" };
    for (const door of everything()) {
      const fields = shapeOf(door.input);
      if (!fields.some((field) => field in aimed)) continue;
      const input = {
        ...inputFor(door),
        ...Object.fromEntries(Object.entries(aimed).filter(([field]) => fields.includes(field))),
      };
      const result = await door.execute(stranger, input);
      expect([door.name, result.ok ? "ok" : result.error.code]).toEqual([door.name, "not-found"]);
    }
  });

  test("leaves an audit row for every refused command, and nothing else", async ({ world }) => {
    const viewer: RequestContext = await world.contextOf(world.people.viewer);
    const { jobId, versionId } = await world.job(world.orders, "Report", world.people.editor);
    const launch = commands.get("run.launch");
    const result = await launch?.execute(viewer, { ...inputFor(launch), jobId, jobVersionId: versionId });

    expect(result).toMatchObject({
      ok: false,
      error: { code: "denied", missing: { kind: "project-role", role: "operator" } },
    });
    expect(await world.auditOf("run.launch")).toMatchObject([
      { outcome: "refused", code: "denied", actorName: "viewer@orders", projectId: world.orders },
    ]);
    const [counted] = await world.database.sql`select count(*)::int as runs from runs`;
    expect(counted?.runs).toBe(0);
  });
});
