import { expectAccessible, expectNoSideScroll } from "../fixtures/accessible.ts";
import { launch } from "../fixtures/company.ts";
import { settled } from "../fixtures/pages-to-see.ts";
import { pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(180_000);

test("the auditor sees who did what and what was refused, follows it by filters in the address, and takes it along", async ({
  auditor,
  payments,
}) => {
  const { page, say } = auditor;
  await launch({
    login: "engineer@orders",
    project: "orders",
    job: "Greeting from a container",
    cluster: "eks-virginia",
  });
  // What somebody may not do is refused, and that is a row too.
  const refused = await payments.page.request.get("/api/audit/export?format=csv");
  expect(refused.status()).toBe(403);

  await page.goto("/admin/audit");
  await expect(page.getByRole("heading", { name: say("audit.title") })).toBeVisible();
  const rows = page.getByRole("table", { name: say("audit.title") }).locator("tbody tr");
  const refusal = rows.filter({ hasText: "engineer@payments" }).filter({ hasText: say("audit.action.audit-export") });
  await expect(refusal.first()).toContainText(say("audit.outcome.refused"));

  await page.getByRole("combobox", { name: say("audit.outcomeFilter") }).click();
  await page.getByRole("option", { name: say("audit.outcome.refused") }).click();
  await expect(page).toHaveURL(/outcome=refused/);
  await expect(rows.filter({ hasText: say("audit.outcome.done") })).toHaveCount(0);
  await expect(refusal.first()).toBeVisible();

  await page.goto("/admin/audit?action=namespace.grant");
  await expect(rows.first()).toContainText(say("audit.action.namespace-grant"));
  await expect(rows.filter({ hasText: say("audit.action.audit-export") })).toHaveCount(0);
  await rows
    .first()
    .getByRole("button", { name: say("audit.action.namespace-grant") })
    .click();
  const row = page.getByRole("dialog", { name: say("audit.action.namespace-grant") });
  await expect(row.getByText(say("audit.previousHash"))).toBeVisible();
  await expect(row.getByText("namespace.grant", { exact: true })).toBeVisible();
  await expect(row.getByRole("table", { name: say("audit.changes") })).toContainText("0.projectId");
  await settled(page);
  await expectAccessible(page);
  await page.reload();
  await expect(row).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/row=/);

  await page.goto("/admin/audit?search=engineer%40orders&action=run.launch&project=orders");
  await expect(rows.first()).toContainText("engineer@orders");
  await page.getByRole("button", { name: say("audit.export") }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: say("audit.exportNdjson") }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^slipway-audit-\d{4}-\d\d-\d\d\.ndjson$/);
  const exported = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
  const lines = exported.trim().split("\n");
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      action: "run.launch",
      actorName: "engineer@orders",
      hash: expect.any(String),
    });
  await page.goto("/admin/audit?action=audit.export&outcome=done");
  await expect(rows.first()).toContainText("auditor");

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideScroll(page);
});

test("the auditor verifies the trail: every row is as it was written, and every bucket agrees", async ({ auditor }) => {
  const { page, say } = auditor;
  await page.goto("/admin/audit");
  await page.getByRole("button", { name: say("audit.verify") }).click();
  const sheet = page.getByRole("dialog", { name: say("audit.verifyTitle") });
  await expect(sheet.getByRole("status").first()).toContainText(say("audit.verdict.whole"), { timeout: 60_000 });
  await expect(sheet.getByText(say("audit.anchor.agrees"))).toHaveCount(3);
  await expect(sheet.getByText("acme-slipway-logs-eu", { exact: true })).toBeVisible();
  await settled(page);
  await expectAccessible(page);
});

test("the trail is Chinese for who reads Chinese", async ({ auditor: { page, context }, company }) => {
  const { say } = pagesOf(page, "zh-CN");
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  await page.goto("/admin/audit?action=namespace.grant");
  await expect(page.getByRole("heading", { name: say("audit.title") })).toBeVisible();
  await expect(page.getByRole("button", { name: say("audit.action.namespace-grant") }).first()).toBeVisible();
  await page.getByRole("button", { name: say("audit.verify") }).click();
  await expect(page.getByText(say("audit.verdict.whole"))).toBeVisible({ timeout: 60_000 });
});

test("who is no auditor and no admin finds no trail", async ({ engineer }) => {
  const { page, frame, expectProblem } = engineer;
  expectProblem(/status of 404/);
  await page.goto("/admin/audit");
  await expect(frame.notFound).toBeVisible();
  for (const name of ["audit.list", "audit.verify", "audit.anchors"])
    expect((await page.request.get(`/api/read/${name}?input=%7B%7D`)).status(), name).toBe(403);
});
