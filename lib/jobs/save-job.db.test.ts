import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { jobVersions } from "#db/schema/jobs.ts";
import { test } from "#lib/testing/world.ts";
import { saveJob } from "./save-job.ts";

const resources = { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 };
const spec = {
  image: { repository: "orders/report", tag: "1" },
  program: { kind: "inline", code: "print(1)" },
  resources,
};
const report = { project: "orders", name: "Report", type: "python", spec };

describe("saving a job", () => {
  test("makes a version of it that never changes again, and a next one for each change", async ({ world }) => {
    const editor = await world.contextOf(world.people.editor);
    const first = await saveJob.execute(editor, report);
    if (!first.ok) throw new Error(first.error.message);
    const { jobId } = first.data;
    const second = await saveJob.execute(editor, { ...report, jobId, spec: { ...spec, args: ["--late"] } });

    expect(second).toMatchObject({ ok: true, data: { jobId, number: 2 } });
    const versions = await world.db
      .select()
      .from(jobVersions)
      .where(eq(jobVersions.jobId, jobId))
      .orderBy(jobVersions.number);
    expect(versions.map(({ number, spec }) => [number, spec.args])).toEqual([
      [1, []],
      [2, ["--late"]],
    ]);
  });

  test("of two people who edited the same version, the second is told and loses nothing of the first's", async ({
    world,
  }) => {
    const editor = await world.contextOf(world.people.editor);
    const saved = await saveJob.execute(editor, report);
    if (!saved.ok) throw new Error(saved.error.message);
    const { jobId } = saved.data;
    const change = (args: string[]) =>
      saveJob.execute(editor, { ...report, jobId, version: 1, spec: { ...spec, args } });

    expect(await change(["mine"])).toMatchObject({ ok: true });
    expect(await change(["theirs"])).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await world.db.$count(jobVersions, eq(jobVersions.jobId, jobId))).toBe(2);
  });

  test.for([
    ["a host path", { pod: { volumes: [{ kind: "hostPath", name: "host", mountPath: "/host", sizeMiB: 1 }] } }],
    ["privilege", { pod: { privileged: true } }],
    ["capabilities", { pod: { capabilities: ["SYS_ADMIN"] } }],
    ["root", { pod: { runAsUser: 0 } }],
    ["a reserved variable", { env: [{ name: "AWS_ROLE_ARN", value: "x" }] }],
    ["another registry", { image: { repository: "evil.example.com:5000/x", tag: "1" } }],
    ["a digest smuggled into a tag", { image: { repository: "orders/report", tag: "1@sha256:00" } }],
    ["a path out of the files folder", { files: [{ key: "a", path: "../../etc/passwd" }] }],
    ["a field that does not exist", { hostNetwork: true }],
  ] as const)("refuses %s", async ([, change], { world }) => {
    const editor = await world.contextOf(world.people.editor);
    const result = await saveJob.execute(editor, { ...report, spec: { ...spec, ...change } });

    expect(result).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(await world.db.$count(jobVersions)).toBe(0);
    expect(await world.auditOf("job.save")).toMatchObject([{ outcome: "refused", code: "invalid" }]);
  });

  test("takes more than a viewer or an operator", async ({ world }) => {
    for (const person of [world.people.viewer, world.people.operator]) {
      expect(await saveJob.execute(await world.contextOf(person), report)).toMatchObject({
        ok: false,
        error: { code: "denied", missing: { kind: "project-role", role: "editor" } },
      });
    }
  });
});
