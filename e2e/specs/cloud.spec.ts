import { labKeys } from "../fixtures/lab-account.ts";
import { expect, test } from "../fixtures/test.ts";
import { CloudPage } from "../pages/cloud-page.ts";

type Account = { id: string; name: string };

test("an admin registers a further account, sees what its credential lacks, and rotates it", async ({ admin }) => {
  const { page, say } = admin;
  const cloud = new CloudPage(page, say);
  const read = async <Data>(name: string, input: object) =>
    (await (
      await page.request.get(`/api/read/${name}?input=${encodeURIComponent(JSON.stringify(input))}`)
    ).json()) as Data;
  const eu = (await read<Account[]>("cloud-account.choices", {})).find(({ name }) => name === "acme-eu");
  const { config } = await read<{ config: { endpoint: string } }>("cloud-account.get", { cloudAccountId: eu?.id });

  await page.goto("/admin/cloud-accounts");
  await page.getByRole("link", { name: say("cloud.newAccount") }).click();
  await expect(page.getByRole("radio", { name: say("cloud.accountKind.aws") })).toBeChecked();
  await cloud.step("next").click();
  await cloud.button("check").click();
  await expect(page.getByLabel(say("cloud.field.name")).first()).toBeFocused();
  await cloud.fill({ name: "acme-lab", accountId: "111122223333", endpoint: config.endpoint, initTag: "0.1.0" });
  await cloud.fill(labKeys.narrow);
  await cloud.button("check").click();
  await expect(page.getByText(say("cloud.otherAccount", { account: "777788889999" }))).toBeVisible();
  await expect(cloud.button("register")).toBeDisabled();
  await cloud.step("back").click();
  await cloud.fill({ accountId: "777788889999" });
  await cloud.button("check").click();
  await expect(cloud.row("secretsmanager:ListSecrets")).toContainText(say("cloud.verdict.denied"));
  await expect(cloud.row("s3:ListAllMyBuckets")).toContainText(say("cloud.verdict.allowed"));
  await expect(page.getByRole("region", { name: say("cloud.policy.aws") })).toContainText("secretsmanager:ListSecrets");
  await cloud.button("register").click();
  await expect(page.getByRole("heading", { name: "acme-lab" })).toBeVisible();
  await expect(page.getByText(labKeys.narrow.accessKeyId)).toBeVisible();
  await expect(cloud.row("secretsmanager:ListSecrets")).toContainText(say("cloud.verdict.denied"));
  await page.reload();
  expect(await page.content()).not.toContain(labKeys.narrow.secretAccessKey);

  await test.step("secrets that may not be listed are told with the action, and named by hand", async () => {
    await cloud.discover("acme-lab", "secret");
    await expect(page.getByRole("status").filter({ hasText: "secretsmanager:ListSecrets" })).toContainText(
      "The credential of acme-lab may not list secrets",
    );
    await page.getByLabel(say("cloud.byHand.secret")).fill("payments/lab-key");
    await cloud.button("addByHand").click();
    await cloud.button("mapCount", { count: 1 }).click();
    await expect(page.getByText(say("cloud.mapped", { count: 1 }))).toBeVisible();
    await cloud.discover("acme-lab", "bucket");
    await expect(cloud.row("acme-payments-lab")).toContainText("payments");
  });

  await test.step("a credential is kept only once it was found good", async () => {
    await page.goto("/admin/cloud-accounts");
    await page.getByRole("link", { name: "acme-lab" }).click();
    await cloud.button("rotate").click();
    await cloud.fill({ accessKeyId: labKeys.whole.accessKeyId, secretAccessKey: "a-typing-mistake" }, cloud.dialog);
    await cloud.button("rotateNow").click();
    await expect(cloud.dialog.getByRole("alert")).toContainText("does not accept Slipway's credential");
    await cloud.fill({ secretAccessKey: labKeys.whole.secretAccessKey }, cloud.dialog);
    await cloud.button("rotateNow").click();
    await expect(cloud.dialog).toBeHidden();
    await expect(page.getByText(labKeys.whole.accessKeyId)).toBeVisible();
    await expect(cloud.row("secretsmanager:ListSecrets")).toContainText(say("cloud.verdict.allowed"));
    await cloud.discover("acme-lab", "secret");
    await expect(cloud.row("payments/lab-key")).toContainText(say("cloud.isMapped"));
  });
});

test("an admin discovers what an account holds and maps a bucket, which the launch form then offers, greyed", async ({
  admin,
  engineer,
}) => {
  const { page, say } = admin;
  const cloud = new CloudPage(page, say);
  const name = "acme-orders-archive-us";
  await page.goto("/admin/cloud-accounts");
  await page.getByRole("link", { name: "acme-us" }).click();
  await page.getByRole("link", { name: say("cloud.discover"), exact: true }).click();
  await expect(cloud.row("acme-orders-us")).toContainText(say("cloud.isMapped"));
  await expect(cloud.row(name)).toContainText(say("cloud.isNotMapped"));
  await page.getByRole("checkbox", { name: say("cloud.choose", { name }) }).click();
  await expect(page.getByRole("combobox", { name: say("cloud.residencyOf", { name }) })).toHaveValue("us");
  await expect(page.getByRole("combobox", { name: say("cloud.ownerOf", { name }) })).toContainText("orders");
  await cloud.button("mapCount", { count: 1 }).click();
  await expect(cloud.row(name)).toContainText(say("cloud.isMapped"));
  for (const [kind, found] of [
    ["image-repository", "slipway/init"],
    ["secret", "orders/db-password"],
  ] as const) {
    await cloud.discover("acme-us", kind);
    await expect(cloud.row(found)).toBeVisible();
  }

  await engineer.launch.open("Daily orders report");
  await engineer.launch.choose("cluster", "eks-virginia");
  await engineer.launch.choose("namespace", "orders-batch");
  await engineer.page.getByRole("combobox", { name: engineer.say("launch.bucket"), exact: true }).click();
  await expect(engineer.launch.option(name)).toContainText(engineer.say("preflight.not-bound", { name }));
  await engineer.page.keyboard.press("Escape");

  await test.step("unmapped again, it is gone from the list", async () => {
    // News of somebody else's change may have its open sheet read once more what is no longer there.
    admin.expectProblem(/cloud-resource\.get/);
    await cloud.openResource(name);
    await expect(cloud.dialog).toContainText(say("cloud.usedByNobody"));
    await cloud.button("unmap").click();
    await cloud.button("unmapNow").click();
    await expect(page.getByText(say("cloud.noneFits"))).toBeVisible();
  });
});

test("what is in use can't be unmapped, and another residency says whom it would stop", async ({ admin, auditor }) => {
  const cloud = new CloudPage(admin.page, admin.say);
  const { say } = admin;
  await cloud.openResource("acme-orders-us");
  await expect(cloud.dialog).toContainText("orders-batch-runner");
  await expect(cloud.button("unmap")).toBeDisabled();
  await cloud.dialog.getByRole("combobox", { name: say("cloud.columnResidency") }).fill("eu");
  await expect(cloud.dialog).toContainText(say("cloud.closes", { count: 2, residency: "EU" }));
  await expect(cloud.button("save")).toBeDisabled();

  const seen = new CloudPage(auditor.page, auditor.say);
  await seen.openResource("acme-orders-us");
  await expect(seen.button("save")).toHaveCount(0);
  await seen.discover("acme-us", "bucket");
  await expect(seen.row("acme-orders-us")).toBeVisible();
  await expect(auditor.page.getByRole("checkbox", { name: say("cloud.chooseAll") })).toHaveCount(0);
});

test("lines that data may cross are opened with a reason and closed", async ({ admin: { page, say } }) => {
  const cloud = new CloudPage(page, say);
  await page.goto("/admin/cloud-resources?tab=lines");
  // A click before the page listens is nobody's.
  await expect(async () => {
    await cloud.button("openLineNow").click();
    await expect(page.getByText(say("cloud.problem.reason"))).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole("combobox", { name: say("cloud.dataOf") }).fill("us");
  await page.getByRole("combobox", { name: say("cloud.mayBeUsedIn") }).fill("ca");
  await page.getByRole("textbox", { name: say("cloud.columnReason") }).fill("Nothing of ours is there");
  await cloud.button("openLineNow").click();
  await expect(cloud.row("Nothing of ours is there")).toContainText("CA");
  await cloud
    .row("Nothing of ours is there")
    .getByRole("button", { name: say("cloud.closeLine") })
    .click();
  await cloud.button("closeLineNow").click();
  await expect(cloud.row("Nothing of ours is there")).toHaveCount(0);
});
