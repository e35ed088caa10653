import { expectAccessible, expectNoSideScroll } from "../fixtures/accessible.ts";
import { grant, holdWorker } from "../fixtures/company.ts";
import { englishWords } from "../fixtures/english-words.ts";
import { chooseTheme, settled } from "../fixtures/pages-to-see.ts";
import { type Person, pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(150_000);

/** Asks for a namespace from the open launch form of the payments project, as an engineer comes to miss it. */
async function askForNamespace({ launch, requests, page }: Person, cluster: string, namespace: string, why: string) {
  await launch.open("Settle the day", "payments");
  await launch.choose("cluster", cluster);
  await launch.field("namespace").click();
  await expect(launch.option(namespace)).toContainText(`${namespace} is not granted to payments`);
  await launch.option(namespace).click();
  await expect(requests.dialog).toContainText(`Run in namespace ${namespace}`);
  await expect(requests.dialog).toContainText(`${cluster} / ${namespace}`);
  await requests.send(why);
  await launch.field("namespace").click();
  await expect(launch.option(namespace)).toContainText(/Requested, waiting for/);
  await page.keyboard.press("Escape");
}

/** Asks for a namespace of a cluster in which the project has none: which one is chosen while one asks. */
async function askInCluster({ launch, requests, page }: Person, cluster: string, namespace: string, why: string) {
  await launch.open("Settle the day", "payments");
  await launch.field("cluster").click();
  await launch.option(cluster).click();
  await requests.dialog.getByRole("combobox", { name: "Namespace" }).click();
  await page.getByRole("option", { name: namespace }).click();
  await requests.send(why);
}

/** Opens a request from the list with the keys alone, whatever else waits there. */
async function readByKeys({ page, requests }: Person, ...words: string[]) {
  const row = requests.row(...words);
  await expect(row).toBeVisible();
  const count = await requests.row().count();
  for (let at = 0; at < count && (await row.getAttribute("aria-current")) !== "true"; at++)
    await page.keyboard.press("j");
  await expect(row).toHaveAttribute("aria-current", "true");
}

test("what an engineer misses is asked for in the form, approved by a key, and works there without a reload", async ({
  payments,
  owner,
}) => {
  const { launch, run, page } = payments;
  await askForNamespace(payments, "dc-frankfurt", "shared-batch", "Month's end takes the room of shared-batch.");
  await page.evaluate(() => document.body.setAttribute("data-never-left", ""));

  await owner.requests.open();
  await expect(owner.requests.search).toHaveAttribute("aria-keyshortcuts", "/");
  await owner.page.keyboard.press("/");
  await expect(owner.requests.search).toBeFocused();
  await owner.page.keyboard.type("no such place");
  await expect(owner.page.getByText("No request matches “no such place”")).toBeVisible();
  await owner.requests.search.fill("dc-frankfurt");
  await expect(owner.page).toHaveURL(/search=dc-frankfurt/);
  await expect(owner.requests.row("shared-batch", "dc-frankfurt")).toBeVisible();
  await owner.requests.search.blur();
  await readByKeys(owner, "shared-batch", "dc-frankfurt");
  const { detail } = owner.requests;
  // The name of the other project's job, and no way to it.
  await expect(detail).toContainText("from the launch form of Settle the day");
  await expect(detail.getByRole("link", { name: "Settle the day" })).toHaveCount(0);
  await expect(owner.requests.heading).toHaveText("Run in namespace shared-batch");
  await expect(detail).toContainText("asked by engineer@payments");
  await expect(detail).toContainText("Month's end takes the room of shared-batch.");
  const added = detail.getByRole("row").filter({ hasText: "added" });
  await expect(added).toHaveCount(1);
  await expect(added).toContainText("dc-frankfurt / shared-batch");
  await expect(added).toContainText("new, until");
  await expect(detail.getByRole("row").filter({ hasText: "payments-batch" })).toContainText("has already");
  await expect(detail).toContainText("1 person may launch there");
  await owner.page.keyboard.press("a");
  await expect(owner.requests.toast("Approved: Run in namespace shared-batch")).toBeVisible();
  await expect(detail).toContainText("Decided by");
  await expect(owner.requests.row("shared-batch", "dc-frankfurt")).toHaveCount(0);

  await launch.field("namespace").click();
  await expect(launch.option("shared-batch")).toContainText("granted until");
  await launch.option("shared-batch").click();
  await expect(launch.serviceAccount).toContainText("shared-batch-runner");
  await launch.expectReady();
  await expect(page.locator("body[data-never-left]")).toHaveCount(1);
  await launch.launch();
  await run.expectEnd("succeeded");
  await expect(run.line("settled")).toBeVisible();
});

// One after the other: both are about payments in the shared namespace of one cluster.
test.describe
  .serial("a namespace that is not granted, and one whose grant ends", () => {
    test("a request that is rejected tells its asker why, and may be asked again", async ({ payments, owner }) => {
      await askForNamespace(payments, "eks-frankfurt", "shared-batch", "To try the new settlement.");
      await owner.requests.open();
      await owner.requests.row("shared-batch", "eks-frankfurt").click();
      await owner.requests.comment.fill("Use payments-batch: it has room until March.");
      await owner.requests.rejectButton.click();
      await expect(owner.requests.toast("Rejected: Run in namespace shared-batch")).toBeVisible();

      await payments.requests.open("?box=mine");
      await payments.requests.row("shared-batch", "eks-frankfurt").click();
      await expect(payments.requests.detail).toContainText("Rejected");
      await expect(payments.requests.detail.getByRole("link", { name: "Settle the day" })).toBeVisible();
      await expect(payments.requests.detail).toContainText("owner@orders");
      await expect(payments.requests.detail).toContainText("Use payments-batch: it has room until March.");
      await payments.launch.open("Settle the day", "payments");
      await payments.launch.choose("cluster", "eks-frankfurt");
      await payments.launch.field("namespace").click();
      await expect(payments.launch.option("shared-batch")).toContainText("Request access");
    });

    test("a run that still waits when its grant ends is refused when its turn comes, and says so", async ({
      payments,
    }) => {
      const { launch, run, page, context } = payments;
      const place = { cluster: "eks-frankfurt", namespace: "shared-batch", project: "payments" } as const;
      await grant({ ...place, seconds: null });
      await launch.open("Settle the day", "payments");
      await launch.choose("cluster", place.cluster);
      await launch.choose("namespace", place.namespace);
      await launch.expectReady();
      await holdWorker(true);
      try {
        await launch.launch();
        await expect(run.status).toContainText("Queued");
        await grant({ ...place, seconds: 1 });
        const later = pagesOf(await context.newPage());
        await expect(async () => {
          await later.launch.open("Settle the day", "payments");
          await later.launch.choose("cluster", place.cluster);
          await later.launch.field("namespace").click();
          await expect(later.launch.option(place.namespace)).toContainText(
            "The grant of shared-batch to payments ended",
          );
        }).toPass();
      } finally {
        await holdWorker(false);
      }
      await run.expectEnd("failed");
      await expect(page.getByRole("main")).toContainText("The grant of shared-batch to payments ended");
      await run.tab("events").click();
      await expect(page.getByRole("main")).not.toContainText("Running");
    });
  });

test("a secret that is not bound is asked for where it is chosen; once approved, the checks ask Vault about it", async ({
  engineer,
  owner,
}) => {
  const { launch, requests } = engineer;
  await launch.open("Daily orders report");
  await launch.choose("cluster", "dc-frankfurt");
  await launch.expectReady();
  await launch.secrets.getByRole("button", { name: "Add secret" }).click();
  const choose = () => launch.secrets.getByRole("combobox", { name: "Secret" }).last().click();
  await choose();
  await launch.option("orders/kafka-keystore").click();
  await expect(requests.dialog).toContainText("Read secret secret/orders/kafka-keystore");
  await expect(requests.dialog).toContainText("orders-batch-runner");
  await requests.send("The report reads late orders from Kafka.");

  await owner.requests.open();
  await owner.requests.row("kafka-keystore").click();
  await owner.requests.detail.getByRole("combobox", { name: "For how long" }).click();
  await owner.page.getByRole("option", { name: "For 7 days only" }).click();
  await owner.requests.approveButton.click();
  await expect(owner.requests.toast("Approved: Read secret secret/orders/kafka-keystore")).toBeVisible();

  await choose();
  await expect(launch.option("orders/kafka-keystore")).not.toContainText("Requested");
  await launch.option("orders/kafka-keystore").click();
  await expect(launch.check("may not read secret secret/orders/kafka-keystore")).toBeVisible();
  await expect(launch.checks).not.toContainText("is not bound to the service account");
});

test("nobody decides what they asked themselves; it can be withdrawn", async ({ owner, engineer }) => {
  const { launch, requests, page } = owner;
  await launch.open("Greeting from a container");
  await launch.choose("cluster", "eks-virginia");
  await launch.field("namespace").click();
  await launch.option("shared-batch").click();
  await requests.send("Greetings in another room.");
  await requests.open("?box=mine");
  await requests.row("shared-batch", "eks-virginia").click();
  await expect(requests.detail).toContainText("owners of orders");
  await expect(requests.approveButton).toBeDisabled();
  await expect(requests.approveButton).toHaveAccessibleDescription(/You asked for this yourself/);
  await page.keyboard.press("a");
  await expect(requests.detail).toContainText("Waiting");
  const { search } = new URL(page.url());
  await requests.open();
  await expect(requests.row("eks-virginia", "owner@orders")).toHaveCount(0);
  // Another's request is not theirs to see.
  engineer.expectProblem(/status of 404/);
  await engineer.requests.open(search);
  await expect(engineer.requests.detail).toContainText("This request is not there");
  await requests.open(search);
  await requests.detail.getByRole("button", { name: "Withdraw" }).click();
  await expect(requests.detail).toContainText("Withdrawn");
});

test("while an owner is away somebody else decides in their place, and it says so", async ({
  payments,
  owner,
  engineer,
  company,
}) => {
  await owner.requests.open();
  await owner.page.getByRole("button", { name: "Delegation" }).click();
  const dialog = owner.page.getByRole("dialog", { name: "Who decides while you are away" });
  await dialog.getByRole("button", { name: "Delegate" }).click();
  await expect(dialog.getByRole("textbox", { name: "Who stands in" })).toBeFocused();
  await dialog.getByRole("textbox", { name: "Who stands in" }).fill("engineer@orders");
  await dialog.getByRole("button", { name: "Delegate" }).click();
  await expect(dialog.getByText("engineer@orders stands in for you")).toBeVisible();

  await askForNamespace(payments, "eks-frankfurt", "orders-batch", "To read what orders wrote.");
  await engineer.context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  const { requests, say } = pagesOf(engineer.page, "zh-CN");
  await requests.open();
  const row = requests.row("orders-batch", "eks-frankfurt");
  await expect(row).toContainText(say("requests.behalfShort", { login: "owner@orders" }));
  await row.click();
  await expect(requests.detail).toContainText(say("requests.behalf", { login: "owner@orders" }));
  await requests.comment.fill("他们不在时不批。");
  await requests.rejectButton.click();
  await expect(requests.detail).toContainText(say("requests.decidedFor", { login: "owner@orders" }));

  await dialog.getByRole("button", { name: "End: engineer@orders" }).click();
  await expect(dialog.getByText("Nobody stands in for you")).toBeVisible();
});

test("several are decided at once, and of each it is told what came of it", async ({ payments, admin }) => {
  const { requests } = admin;
  const asked = ["shared-batch", "payments-batch"];
  for (const namespace of asked) await askInCluster(payments, "eks-virginia", namespace, "To settle in the US.");
  await requests.open();
  for (const namespace of asked) await requests.checkbox("engineer@payments", namespace, "eks-virginia").click();
  await expect(requests.detail).toContainText("2 requests chosen");
  for (const namespace of asked) await expect(requests.detail).toContainText(`eks-virginia / ${namespace}`);
  await requests.comment.fill("No payments in the US yet.");
  await requests.detail.getByRole("button", { name: "Reject 2 requests" }).click();
  await expect(requests.detail.getByRole("listitem").filter({ hasText: "Rejected" })).toHaveCount(2);
  await payments.requests.open("?box=mine");
  for (const namespace of asked) {
    await payments.requests.row(namespace, "eks-virginia").click();
    await expect(payments.requests.detail).toContainText("No payments in the US yet.");
  }
});

test("what somebody else decides meanwhile is shown, and what was typed is not lost", async ({
  payments,
  owner,
  admin,
}) => {
  await askInCluster(payments, "eks-virginia", "orders-batch", "For the reports of the other side.");
  for (const { requests: inbox } of [owner, admin]) {
    await inbox.open();
    await inbox.row("orders-batch", "eks-virginia").click();
  }
  await admin.requests.comment.fill("Ask the owners first.");
  await owner.requests.rejectButton.click();
  await expect(admin.requests.detail).toContainText("Decided by");
  await expect(admin.requests.detail).toContainText("owner@orders");
  await expect(admin.requests.detail).toContainText("Your comment was not sent: “Ask the owners first.”");
});

for (const theme of ["light", "dark"] as const)
  test(`on a phone a request is decided in two steps, in the ${theme} theme and in Chinese`, async ({
    payments,
    admin,
    company,
  }) => {
    const { page, context } = admin;
    const role = theme === "light" ? "viewer" : "operator";
    await page.setViewportSize({ width: 390, height: 844 });
    await chooseTheme(page, theme);
    // Somebody asks to be in a project, from the switcher of their own.
    await payments.page.goto("/projects/payments/overview");
    await payments.page.getByRole("button", { name: "Switch project, now Payments" }).click();
    await payments.page.getByRole("button", { name: "Ask to join a project" }).click();
    const dialog = payments.page.getByRole("dialog", { name: "Ask to join a project" });
    await dialog.getByRole("combobox", { name: "Project" }).click();
    await payments.page.getByRole("option", { name: "Orders" }).click();
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await payments.page.getByRole("option", { name: role }).click();
    await dialog.getByRole("textbox", { name: "Why" }).fill("为了核对订单。");
    await dialog.getByRole("button", { name: "Send request" }).click();
    await expect(dialog).toBeHidden();

    await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
    const { requests, say } = pagesOf(page, "zh-CN");
    await requests.open();
    const row = requests.row("engineer@payments", say(`requests.role.${role}`));
    await settled(page);
    await expectNoSideScroll(page);
    await expectAccessible(page);
    await row.click();
    await expect(requests.heading).toBeVisible();
    await expect(row).toBeHidden();
    await expectNoSideScroll(page);
    await expectAccessible(page);
    expect(await englishWords(page)).toEqual([]);
    await page.getByRole("button", { name: say("requests.back") }).click();
    await expect(row).toBeVisible();
    await row.click();
    await requests.rejectButton.click();
    await expect(requests.detail).toContainText(say("requests.state.rejected"));
    await page.setViewportSize({ width: 1440, height: 900 });
    await expectAccessible(page);
  });
