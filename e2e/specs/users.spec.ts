import { expectAccessible } from "../fixtures/accessible.ts";
import { pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { UsersPage } from "../pages/users-page.ts";

const password = "a password of twelve";

test("an admin creates somebody, who signs in, and whose open page is refused once they are disabled", async ({
  admin,
  stranger,
}) => {
  const users = new UsersPage(admin.page, admin.say);
  const login = "on-call@orders";
  await users.open();
  await users.create(login, password);
  await expect(users.row(login)).toContainText(admin.say("users.neverSignedIn"));

  const { page, signIn, frame } = stranger;
  await signIn.open("/requests");
  await signIn.locally(login, password);
  await expect(frame.account(login)).toBeVisible();
  const read = () => page.evaluate(() => fetch("/api/read/project.list?input={}").then(({ status }) => status));
  expect(await read()).toBe(200);

  await users.open(login);
  await expect(users.row(login)).not.toContainText(admin.say("users.neverSignedIn"));
  await users.choose(login, "disable");
  await expect(users.dialog).toContainText(admin.say("users.confirm.disable.title", { login }));
  await expectAccessible(admin.page);
  await users.confirm("disable");
  await expect(users.row(login)).toContainText(admin.say("users.state.disabled"));

  // The very next request of the page that is open.
  stranger.expectProblem(/status of 401/);
  expect(await read()).toBe(401);
  await page.reload();
  await expect(signIn.submit).toBeVisible();
  await signIn.locally(login, password);
  await expect(signIn.password).toHaveAccessibleDescription(stranger.say("signIn.error.CredentialsSignin"));

  await users.choose(login, "enable");
  await users.confirm("enable");
  await signIn.locally(login, password);
  await expect(frame.account(login)).toBeVisible();
});

test("a password that an admin resets ends the sessions of the old one", async ({ admin, stranger }) => {
  const users = new UsersPage(admin.page, admin.say);
  const login = "forgetful@orders";
  await users.open();
  await users.create(login, password);
  const { page, signIn, frame } = stranger;
  await signIn.open("/requests");
  await signIn.locally(login, password);
  await expect(frame.account(login)).toBeVisible();

  await users.open(login);
  await users.choose(login, "password");
  await users.dialog.getByLabel(admin.say("users.newPassword")).fill("another password of mine");
  await users.dialog.getByRole("button", { name: admin.say("users.passwordVerb") }).click();
  await expect(users.dialog).toBeHidden();
  stranger.expectProblem(/status of 401/);
  await page.goto("/requests");
  await signIn.locally(login, "another password of mine");
  await expect(frame.account(login)).toBeVisible();
});

test("a group of the provider gives its people a role in a project, as long as it has it", async ({
  admin,
  stranger,
}) => {
  const users = new UsersPage(admin.page, admin.say);
  const group = "data-engineers";
  await users.giveGroup(group, "orders", "viewer");
  await expect(users.row(group)).toContainText("orders");

  const { page, signIn, frame, runs } = stranger;
  await signIn.open();
  await signIn.atProvider("newcomer@acme");
  await expect(frame.account("newcomer@acme")).toBeVisible();
  await expect(page).toHaveURL("/projects/orders/overview");
  await runs.open();

  await users.takeFromGroup(group, "orders");
  stranger.expectProblem(/status of 40[34]/);
  await page.reload();
  await expect(frame.notFound).toBeVisible();
});

test("an auditor sees who has an account and may change none; nobody else sees the page", async ({
  auditor,
  engineer,
}) => {
  const users = new UsersPage(auditor.page, auditor.say);
  await users.open("engineer@orders");
  await expect(users.row("engineer@orders")).toBeVisible();
  await expect(auditor.page.getByRole("button", { name: auditor.say("users.create") })).toBeHidden();
  await expect(
    auditor.page.getByRole("button", { name: auditor.say("users.actionsOf", { login: "engineer@orders" }) }),
  ).toBeHidden();
  engineer.expectProblem(/status of 404/);
  await engineer.page.goto("/admin/users");
  await expect(engineer.frame.notFound).toBeVisible();
});

test("two accounts are said to be one person's, in Chinese", async ({ admin: { page, context }, company }) => {
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  const { say } = pagesOf(page, "zh-CN");
  const users = new UsersPage(page, say);
  await users.open();
  for (const login of ["twice-a@orders", "twice-b@orders"]) await users.create(login, password);
  await users.open("twice-a@orders");
  await users.choose("twice-a@orders", "same-person");
  await users.dialog.getByRole("searchbox").fill("twice-b");
  await users.dialog.getByRole("radio", { name: "twice-b@orders" }).check();
  await expectAccessible(page);
  await users.dialog.getByRole("button", { name: say("users.samePersonVerb"), exact: true }).click();
  await expect(users.row("twice-a@orders")).toContainText(say("users.samePersonAs", { logins: "twice-b@orders" }));
});
