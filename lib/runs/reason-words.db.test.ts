import { expect } from "vitest";
import { listJobs } from "#lib/jobs/queries.ts";
import { says } from "#lib/platform/say.ts";
import { test } from "#lib/testing/world.ts";
import { getRun, listRuns } from "./queries.ts";
import { insertPlacement, insertRun } from "./testing/insert-run.ts";
import { transition } from "./transition.ts";

test("why a run failed is kept in no language and told in the reader's, whoever asks", async ({ world }) => {
  const placement = await insertPlacement(world.db);
  await world.member(placement.projectId, world.people.viewer, "viewer");
  const run = await insertRun(world.db, placement);
  const what = says("do.create", { object: "Job t/a" });
  const reason = { code: "cluster-denied", params: { message: says("cluster-denied", { cluster: "dc", what }) } };
  await transition(world.db, { runId: run.id, from: ["queued"], to: "failed", attempt: 1, reason });

  const english = "Slipway's account on cluster dc may not create Job t/a. Its role there must allow it";
  const chinese = "Slipway 在集群 dc 上的账号无权创建 Job t/a。需要由它在那里的角色允许";
  const viewer = await world.contextOf(world.people.viewer);
  for (const [locale, message] of [
    ["en", english],
    ["zh-CN", chinese],
  ] as const) {
    const reader = { ...viewer, locale };
    const project = placement.namespace;
    expect(await getRun.execute(reader, { runId: run.id })).toMatchObject({
      data: { reasonParams: { message }, events: [{ detail: { state: "failed", params: { message } } }] },
    });
    expect(await listRuns.execute(reader, { project, filter: {} })).toMatchObject({
      data: { runs: [{ reasonParams: { message } }] },
    });
    expect(await listJobs.execute(reader, { project })).toMatchObject({
      data: [{ lastRun: { reasonParams: { message } } }],
    });
  }
});
