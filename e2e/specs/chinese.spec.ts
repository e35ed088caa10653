import { englishWords } from "../fixtures/english-words.ts";
import { adminSights, settled } from "../fixtures/pages-to-see.ts";
import { pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

test("signing in, launching, watching and reading a log are Chinese from end to end", async ({ stranger }) => {
  const { page, context, frame: english } = stranger;
  const { say, frame, signIn, launch, run, runs } = pagesOf(page, "zh-CN");
  const expectChinese = async () => expect.poll(() => englishWords(page), page.url()).toEqual([]);

  await signIn.open();
  await page.getByRole("button", { name: english.say("frame.switchLanguage") }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expectChinese();
  await signIn.atProvider("engineer@orders");
  await expect(frame.account("engineer@orders")).toBeVisible();
  await expect(page.getByRole("heading", { name: say("overview.title") })).toBeVisible();
  await expectChinese();

  await launch.open("Daily orders report");
  await launch.choose("cluster", "eks-frankfurt");
  await launch.expectReady();
  await expectChinese();
  await launch.field("namespace").click();
  await expect(launch.option("payments-batch")).toContainText(
    say("preflight.not-granted", { namespace: "payments-batch", project: "orders" }),
  );
  await page.keyboard.press("Escape");
  await launch.launch();
  await run.expectEnd("succeeded");
  await expect(run.line("report ready")).toBeVisible();
  await expectChinese();
  for (const tab of ["events", "provenance"] as const) {
    await run.tab(tab).click();
    await expect(run.tab(tab)).toHaveAttribute("aria-selected", "true");
    await expectChinese();
  }
  await run.tab("logs").click();
  await frame.link("runs").click();
  await expect(runs.rows.first()).toContainText(say("runStatus.succeeded"));
  await expectChinese();
  await frame.link("jobs").click();
  await expect(page.getByRole("heading", { name: say("jobs.title") })).toBeVisible();
  await expectChinese();
  await page.goto("/projects/orders/jobs/new");
  await expect(page.getByRole("heading", { name: say("jobs.form.new") })).toBeVisible();
  await expectChinese();

  const cookies = await context.cookies();
  expect(cookies.find(({ name }) => name === "locale")?.value).toBe("zh-CN");
  await frame.signOut("engineer@orders");
  await expect(signIn.submit).toBeVisible();
});

test("the administration is Chinese", async ({ admin: { page, context }, company }) => {
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  for (const path of Object.values(adminSights)) {
    await page.goto(path);
    await settled(page);
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    // All pages are gone through, whatever is found on one.
    await expect.soft.poll(() => englishWords(page), page.url()).toEqual([]);
  }
});

test("a wrong password is told in Chinese", async ({ stranger }) => {
  const { page, context, expectProblem } = stranger;
  const { say, signIn } = pagesOf(page, "zh-CN");
  expectProblem(/status of 401/);
  await context.setExtraHTTPHeaders({ "accept-language": "zh-CN,zh;q=0.9,en;q=0.5" });
  await signIn.open();
  await signIn.locally("engineer@orders", "wrong");
  await expect(signIn.password).toHaveAccessibleDescription(say("signIn.error.CredentialsSignin"));
});

test("what the server refuses is told in Chinese, beside a form and to a program", async ({
  owner: { page, context },
  company,
}) => {
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  const { say } = pagesOf(page, "zh-CN");
  const words = (key: string) => say(`requests.delegation.${key}`);
  await page.goto("/requests");
  await page.getByRole("button", { name: words("button") }).click();
  const dialog = page.getByRole("dialog");
  for (const [delegate, answer] of [
    ["no-such-one", "找不到用户 no-such-one"],
    ["owner@orders", "请选择他人代理你"],
  ] as const) {
    await dialog.getByLabel(words("delegate")).fill(delegate);
    await dialog.getByRole("button", { name: words("start"), exact: true }).click();
    await expect(dialog.getByRole("alert")).toHaveText(answer);
    await expect.poll(() => englishWords(page)).toEqual([]);
  }

  const input = encodeURIComponent(JSON.stringify({ runId: "none" }));
  const answer = await page.request.get(`/api/read/run.get?input=${input}`);
  expect(await answer.json()).toMatchObject({
    error: { code: "invalid", message: "runId：格式不正确", fields: { runId: "格式不正确" } },
  });
});
