import { expectAccessible, expectNoSideScroll } from "../fixtures/accessible.ts";
import { englishWords } from "../fixtures/english-words.ts";
import { settled } from "../fixtures/pages-to-see.ts";
import { pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { AccessPage } from "../pages/access-page.ts";
import { UsersPage } from "../pages/users-page.ts";

const password = "a password of twelve";

test("an owner adds a member until a day, changes the role and removes them; each holds at once and is explained", async ({
  admin,
  owner,
  stranger,
}) => {
  const login = "guest@acme";
  const users = new UsersPage(admin.page, admin.say);
  await users.open();
  await users.create(login, password);

  const access = new AccessPage(owner.page, owner.say);
  await access.open();
  await access.add.click();
  await expectAccessible(owner.page);
  await access.choosePerson(access.dialog.getByRole("combobox", { name: owner.say("members.person") }), login);
  await access.chooseRole("operator");
  const until = new Date(Date.now() + 7 * 86_400_000);
  await access.setUntil(until.toISOString().slice(0, 10));
  await access.confirm("addNow");
  await expect(access.row(login)).toContainText("operator");
  await expect(access.row(login)).toContainText(String(until.getUTCDate()));
  await expect(access.row(login)).toContainText("owner@orders");

  await stranger.signIn.open("/projects/orders/access?tab=explained");
  await stranger.signIn.locally(login, password);
  const own = new AccessPage(stranger.page, stranger.say);
  await expect(stranger.page.getByText(stranger.say("access.whatYouMay", { project: "orders" }))).toBeVisible();
  await expect(own.answer("Launch")).toContainText("Yes");
  await expect(own.answer("Launch")).toContainText("Role operator in the project");
  await expect(own.answer("Launch")).toContainText("by owner@orders");
  await expect(own.answer("Edit jobs")).toContainText("No");
  await expect(own.answer("Edit jobs")).toContainText("It takes the role editor or a stronger one");
  await own.choose("members");
  await expect(own.add).toBeDisabled();
  await expect(stranger.page.getByText(stranger.say("members.mayNotChange", { project: "orders" }))).toBeVisible();
  await own.choose("explained");

  await access.change(login).click();
  await access.chooseRole("viewer");
  await access.setUntil("");
  await access.confirm("save");
  await expect(access.row(login)).toContainText(owner.say("access.forGood"));
  // The guest's page is told, without a reload.
  await expect(own.answer("Launch")).toContainText("No");
  await expect(own.answer("Launch")).toContainText("The role viewer is not enough");

  await access.choose("explained");
  await access.choosePerson(owner.page.getByRole("combobox", { name: owner.say("access.choosePerson") }), login);
  await expect(owner.page.getByText(owner.say("access.whatOtherMay", { project: "orders", login }))).toBeVisible();
  await expect(owner.page).toHaveURL(/user=guest/);
  await expect(access.answer("Read logs")).toContainText("Yes");
  await expect(access.answer("Launch")).toContainText("It takes the role operator or a stronger one");

  await access.choose("members");
  await access.remove(login).click();
  await expect(access.dialog).toContainText(owner.say("members.removeText", { login }));
  await expectAccessible(owner.page);
  await access.confirm("remove");
  await expect(access.row(login)).toHaveCount(0);
  stranger.expectProblem(/status of 404/);
  await stranger.page.reload();
  await expect(stranger.frame.notFound).toBeVisible();
});

test("the last owner can't leave, nobody changes their own role, and both say why", async ({ owner }) => {
  const access = new AccessPage(owner.page, owner.say);
  await access.open();
  const leave = access.row("owner@orders").getByRole("button", { name: owner.say("members.leaveOne") });
  await expect(leave).toBeDisabled();
  await expect(leave).toHaveAccessibleName(new RegExp(owner.say("members.lastOwner")));
  await expect(access.change("owner@orders")).toHaveAccessibleName(new RegExp(owner.say("members.notOwnRole")));
});

test("the map shows the ways to a secret, by keyboard too, and is a list on a phone", async ({ engineer }) => {
  const { page, say } = engineer;
  const access = new AccessPage(page, say);
  await access.open("map");
  const secret = access.map.getByRole("button", { name: /^Secret orders\/db-password/ });
  await expect(secret.first()).toBeVisible();
  await expect(access.map.getByRole("button", { name: /payments/ })).toHaveCount(0);
  await secret.first().focus();
  await page.keyboard.press("Enter");
  await expect(secret.first()).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await expect(secret.first()).toHaveAttribute("aria-pressed", "false");

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(access.map).toBeHidden();
  await expect(access.list.getByText("orders/db-password").first()).toBeVisible();
  await expectNoSideScroll(page);
  await expectAccessible(page);
});

test("what a project may use stands on one page, with what each service account is and reaches", async ({
  engineer,
}) => {
  const { page, say } = engineer;
  const access = new AccessPage(page, say);
  await access.open("uses");
  const virginia = page.getByRole("region", {
    name: say("access.resourcesOf", { name: "orders-batch-runner", cluster: "eks-virginia" }),
  });
  await expect(virginia.first()).toContainText("acme-orders-us");
  await expect(page.getByText("arn:aws:iam::444455556666:role/slipway-orders-batch")).toBeVisible();
  await expect(page.getByText("payments/ledger-key")).toHaveCount(0);
});

test("who is not an owner asks about nobody else, and another project's access is not there", async ({
  engineer,
  payments,
}) => {
  const ask = (person: typeof engineer, input: object) =>
    person.page.request.get(`/api/read/access.explain?input=${encodeURIComponent(JSON.stringify(input))}`);
  expect((await ask(engineer, { project: "orders", user: "owner@orders" })).status()).toBe(403);
  expect((await ask(payments, { project: "orders" })).status()).toBe(404);
  payments.expectProblem(/status of 404/);
  await payments.page.goto("/projects/orders/access");
  await expect(payments.frame.notFound).toBeVisible();
});

test("who is not an owner asks to become one where the controls are greyed, and sees how that stands", async ({
  engineer,
  owner,
}) => {
  const { page, requests, say } = engineer;
  const access = new AccessPage(page, say);
  await access.open();
  await expect(access.add).toBeDisabled();
  const button = page.getByRole("button", { name: say("requestAccess.askRole", { role: say("requests.role.owner") }) });
  await button.click();
  await expect(requests.dialog).toContainText("Be owner in project orders");
  await requests.send("To let the new colleagues in while the owner is busy.");
  const waiting = page.getByRole("link", { name: say("requestAccess.waitsOwners", { project: "orders" }) });
  await expect(waiting).toBeVisible();
  await expect(button).toHaveCount(0);
  await access.choose("explained");
  await expect(access.answer(say("access.ability.change-members"))).toContainText(
    say("requestAccess.waitsOwners", { project: "orders" }),
  );
  await page.setViewportSize({ width: 390, height: 844 });
  await settled(page);
  await expectNoSideScroll(page);
  await expectAccessible(page);

  await access.choose("members");
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await owner.requests.open();
  await owner.requests.row("Be owner in project orders").click();
  await owner.requests.rejectButton.click();
  await expect(owner.requests.detail).toContainText("Rejected");
  // The open page is told.
  await expect(button).toBeVisible();
});

test("a secret that is explained as not bound is asked for on its line", async ({ engineer, owner }) => {
  const { page, requests, say } = engineer;
  const access = new AccessPage(page, say);
  await access.open("explained");
  const line = page
    .getByRole("list", { name: say("access.resourcesIn", { namespace: "orders-batch" }) })
    .getByRole("listitem")
    .filter({ hasText: "secret/orders/kafka-keystore", has: page.getByText(say("access.because.not-bound")) });
  await line.getByRole("button", { name: say("requestAccess.button") }).click();
  await expect(requests.dialog).toContainText("dc-frankfurt / orders-batch");
  await requests.send("The report is to read the stream as well.");
  await expect(line.getByRole("link", { name: say("requestAccess.waitsOwners", { project: "orders" }) })).toBeVisible();
  await owner.requests.open();
  await owner.requests.row("secret/orders/kafka-keystore").click();
  await expect(owner.requests.detail).toContainText("The report is to read the stream as well.");
  await owner.requests.rejectButton.click();
  await expect(owner.requests.detail).toContainText("Rejected");
});

test("an auditor has anybody's access explained, and asks for nothing in their place", async ({ auditor }) => {
  const { page, say } = auditor;
  const access = new AccessPage(page, say);
  await access.open("explained");
  await access.choosePerson(page.getByRole("combobox", { name: say("access.choosePerson") }), "engineer@payments");
  const login = "engineer@payments";
  await expect(page.getByText(say("access.whatOtherMay", { project: "orders", login }))).toBeVisible();
  await expect(access.answer("Launch")).toContainText("No");
  await expect(page.getByRole("button", { name: /^Ask to become/ })).toHaveCount(0);
  await expectAccessible(page);
});

test("a project's access reads in Chinese", async ({ engineer, company }) => {
  const { page, context } = engineer;
  const { say } = pagesOf(page, "zh-CN");
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  const access = new AccessPage(page, say);
  for (const tab of ["members", "uses", "map", "explained"] as const) {
    await access.open(tab);
    await settled(page);
    await expect.poll(() => englishWords(page), page.url()).toEqual([]);
  }
  await expect(page.getByText(say("access.whatYouMay", { project: "orders" }))).toBeVisible();
  await expect(access.answer(say("access.ability.change-members"))).toContainText(
    say("access.because.needs-role", { role: say("members.role.owner") }),
  );
});
