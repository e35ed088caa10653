import { readFileSync } from "node:fs";
import { launch, removeFromCluster } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

const orders = { login: "engineer@orders", project: "orders" } as const;
const failsWell = { ...orders, job: "Fails well", cluster: "eks-virginia" } as const;
const longCount = { ...orders, job: "Long count", cluster: "eks-frankfurt" } as const;
const lastWords =
  "totals do not match: 1,204 orders booked, 1,198 shipped; rerun after the shipping feed of 2026-09-21 has arrived";

test("a job that fails ends with its own last sentence and its exit code, without a reload", async ({ engineer }) => {
  const { page, run, say } = engineer;
  await run.open(await launch(failsWell));
  await run.expectEnd("failed");
  await expect(run.status).toContainText(`The program ended with exit code 3. ${lastWords}`);
  await run.button("firstError").click();
  await expect(run.line(lastWords)).toBeVisible();
  await run.tab("events").click();
  await expect(
    page
      .getByRole("list", { name: say("run.events.what") })
      .getByRole("listitem")
      .last(),
  ).toContainText(new RegExp(`${say("runStatus.failed")}|${say("run.events.phase.archived")}`));
});

test("a log grows while its run goes on, and following ends where one scrolls up", async ({ engineer }) => {
  const { page, run, say } = engineer;
  await run.open(await launch({ ...longCount, args: ["200"] }));
  await expect(run.line("3 of 200")).toBeVisible({ timeout: 60_000 });
  await expect(run.status).toContainText(say("runStatus.running"));
  await expect(run.button("following")).toHaveAttribute("aria-pressed", "true");
  await expect(run.line("6 of 200")).toBeVisible();
  await run.button("following").click();
  await expect(run.button("follow")).toHaveAttribute("aria-pressed", "false");
  await page.reload();
  await expect(run.line("8 of 200")).toBeVisible();
  await run.stop();
  await run.expectEnd("cancelled");
});

test("stopping says what it will do, lets the program end itself and keeps its log", async ({ engineer }) => {
  const { page, run, say } = engineer;
  await run.open(await launch(longCount));
  await expect(run.line("2 of 600")).toBeVisible({ timeout: 60_000 });
  await run.stopButton.click();
  const asked = page.getByRole("dialog", { name: say("run.stopTitle") });
  await expect(asked).toContainText("The run of Long count in orders-batch on eks-frankfurt is asked to end.");
  await asked.getByRole("button", { name: say("run.keep") }).click();
  await expect(asked).toBeHidden();
  await run.stop();
  await run.expectEnd("cancelled");
  await expect(run.line("stopping")).toBeVisible();
  await expect(run.stopButton).toBeHidden();
});

test("a log is searched, wrapped, linked to and downloaded as it is shown", async ({ engineer }) => {
  const { page, run, say } = engineer;
  const runId = await launch({ ...longCount, cluster: "dc-frankfurt", args: ["12"] });
  await run.open(runId);
  await run.expectEnd("succeeded");
  await run.container("main").click();
  await expect(run.line("counted to the end")).toBeVisible();

  await run.findInLog.fill("1");
  await expect(page.getByText(say("log.matches", { at: 0, total: 12 }), { exact: true })).toBeVisible();
  await run.findInLog.fill("7 of 12");
  await run.findInLog.press("Enter");
  await expect(page.getByText(say("log.matches", { at: 1, total: 1 }), { exact: true })).toBeVisible();
  await expect(run.log.locator("mark")).toHaveText("7 of 12");
  await run.findInLog.fill("no such words");
  await expect(page.getByText(say("log.noMatch"))).toBeVisible();
  await run.findInLog.press("Escape");

  await run.button("wrap").click();
  await expect(run.button("wrap")).toHaveAttribute("aria-pressed", "true");

  const downloading = page.waitForEvent("download");
  await run.button("download").click();
  const text = readFileSync(await (await downloading).path(), "utf8");
  const words = text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^\S+Z /, ""));
  await expect(run.log.locator("[data-index]")).toHaveCount(words.length);
  const shown = await run.log.locator("[data-index] > span:last-child").allInnerTexts();
  expect(words).toEqual(shown);

  await page.getByRole("link", { name: say("log.linkToLine", { line: 5 }) }).click();
  const address = page.url();
  expect(address).toMatch(/#L5$/);
  await page.goto("about:blank");
  await page.goto(address);
  await expect(run.line("5 of 12")).toHaveClass(/bg-accent-soft/);
});

test("a log is still read when its pod and its Job are gone from the cluster", async ({ engineer }) => {
  const { run, say } = engineer;
  const runId = await launch(failsWell);
  await run.open(runId);
  await run.expectEnd("failed");
  await expect(run.page.getByText(say("run.phase.archived"))).toBeVisible({ timeout: 60_000 });
  const where = { cluster: "eks-virginia", namespace: "orders-batch", runId } as const;
  await expect.poll(async () => (await removeFromCluster(where)).left).toBe(0);
  await run.page.reload();
  await expect(run.line("[1/3] connecting to the warehouse")).toBeVisible();
  await expect(run.line(lastWords)).toBeVisible();
});

test("a rerun is a run of its own, and an exact one uses the very same image, file versions and secret versions", async ({
  engineer,
}) => {
  const { page, run, say } = engineer;
  await run.open(await launch({ ...orders, job: "Daily orders report", cluster: "eks-frankfurt" }));
  await run.expectEnd("succeeded");
  const first = run.id;
  const used = async () => {
    await run.tab("provenance").click();
    const digest = await run.fact("digest").innerText();
    return { digest, tables: await page.getByRole("table").allInnerTexts() };
  };
  const before = await used();
  expect(before.digest).toContain("sha256:");
  expect(before.tables).toHaveLength(2);

  await run.rerun(true);
  await run.expectEnd("succeeded");
  await expect(page.getByRole("link", { name: /^rerun of / })).toHaveAttribute("href", new RegExp(`${first}$`));
  expect(await used()).toEqual(before);

  await run.rerun(false);
  await run.expectEnd("succeeded");
  expect(run.id).not.toBe(first);
  await run.tab("logs").click();
  await expect(run.line("report ready")).toBeVisible();
  await expect(page.getByText(say("run.phase.running"))).toBeVisible();
});

test("what a filter shows is in the address and is the same after a reload", async ({ engineer }) => {
  const { page, run, runs } = engineer;
  const runId = await launch({ ...failsWell, cluster: "dc-frankfurt" });
  await run.open(runId);
  await run.expectEnd("failed");
  await runs.open();
  await runs.choose("state", "Failed");
  await runs.choose("cluster", "dc-frankfurt");
  await runs.search.fill("Fails");
  await expect(page).toHaveURL(/state=failed&cluster=dc-frankfurt&search=Fails/);
  await expect(runs.row(runId)).toBeVisible();
  // Those of the filter before stay until these are there.
  await expect(runs.rows.filter({ hasNotText: /Failed[\s\S]*Fails well[\s\S]*dc-frankfurt/ })).toHaveCount(0);
  await page.reload();
  await expect(runs.filter("state")).toHaveText("Failed");
  await expect(runs.filter("cluster")).toHaveText("dc-frankfurt");
  await expect(runs.search).toHaveValue("Fails");
  await expect(runs.row(runId)).toBeVisible();
  await runs.search.fill("no such job");
  await expect(page.getByText("No run matches these filters")).toBeVisible();
});

test("a run that somebody else launches appears in the list and changes its state there by itself", async ({
  engineer,
  owner,
}) => {
  await owner.runs.open();
  await expect(owner.page.getByRole("heading", { name: "Runs" })).toBeVisible();
  const runId = await launch({ ...longCount, cluster: "dc-frankfurt", args: ["4"] });
  await expect(owner.runs.row(runId)).toBeVisible();
  await expect(owner.runs.row(runId)).toContainText("engineer@orders");
  await expect(owner.runs.row(runId)).toContainText("Succeeded", { timeout: 60_000 });
  await engineer.runs.open();
  await engineer.runs.row(runId).getByRole("link", { name: "Long count" }).click();
  await expect(engineer.run.line("counted to the end")).toBeVisible();
});
