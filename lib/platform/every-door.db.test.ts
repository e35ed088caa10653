import { beforeAll, describe, expect } from "vitest";
import { roleFor } from "#lib/access/policy.ts";
import { insertPlacement, insertRun } from "#lib/runs/testing/insert-run.ts";
import { everyDoor, fieldsOf, inputFor, loadEveryDoor } from "#lib/testing/doors.ts";
import { test } from "#lib/testing/world.ts";
import { commands } from "./command.ts";
import type { RequestContext } from "./context.ts";
import { queries } from "./query.ts";

beforeAll(loadEveryDoor);

describe("every command and query", () => {
  test("exists, and parses the input that this test sends", () => {
    expect(commands.size).toBeGreaterThan(12);
    expect(queries.size).toBeGreaterThan(9);
    const unparsed = everyDoor().filter((door) => !door.input.safeParse(inputFor(door)).success);
    expect(unparsed.map((door) => `${door.name}: ${JSON.stringify(inputFor(door))}`)).toEqual([]);
  });

  test("refuses a caller who is not signed in", async ({ world }) => {
    for (const door of everyDoor()) {
      const result = await door.execute(world.anonymous, inputFor(door));
      expect([door.name, result.ok ? "ok" : result.error.code]).toEqual([door.name, "unauthenticated"]);
    }
  });

  test("refuses a member without any grant, but for what is everyone's own", async ({ world }) => {
    const nobody = await world.contextOf(world.people.nobody);
    for (const door of everyDoor()) {
      if (door.permission === "profile:read" || door.permission === "project:join") continue;
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
    for (const door of everyDoor()) {
      const fields = Object.keys(fieldsOf(door.input));
      // What no role in a project carries is refused whatever it names.
      if (roleFor(door.permission) === undefined && door.permission !== "profile:read") continue;
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
