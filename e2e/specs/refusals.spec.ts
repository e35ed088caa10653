import { launch } from "../fixtures/company.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const orders = { login: "engineer@orders", project: "orders" } as const;
const done = { ...orders, job: "Greeting from a container", cluster: "eks-virginia" } as const;

const readRun = ({ page }: Person, runId: string) =>
  page.request.get(`/api/read/run.get?input=${encodeURIComponent(JSON.stringify({ runId }))}`);

test("another project's pages, answers and logs are not there, and are not told apart from what never was", async ({
  payments,
  company,
}) => {
  const { page, frame } = payments;
  const runId = await launch(done);
  payments.expectProblem(/status of 404/);
  for (const path of ["overview", "jobs", "runs", `runs/${runId}`]) {
    await page.goto(`/projects/orders/${path}`);
    await expect(frame.notFound).toBeVisible();
    await expect(page.getByText("Greeting from a container")).toHaveCount(0);
  }
  await page.goto("/projects/no-such-project/runs");
  await expect(frame.notFound).toBeVisible();
  const [theirs, nobodys] = [await readRun(payments, runId), await readRun(payments, crypto.randomUUID())];
  expect([theirs.status(), nobodys.status()]).toEqual([404, 404]);
  const messageOf = async (answer: typeof theirs) =>
    ((await answer.json()) as { error: { message: string } }).error.message;
  expect(await messageOf(theirs)).toBe(await messageOf(nobodys));
  for (const path of [`runs/${runId}/log?container=main`, `runs/${runId}/events`, "projects/orders/events"])
    expect((await page.request.get(`${company.portalUrl}/api/${path}`)).status(), path).toBe(404);
  await page.goto("/projects/payments/runs");
  await expect(page.getByRole("button", { name: "Switch project, now Payments" })).toBeVisible();
});

test("another project's namespace can be asked for and not chosen", async ({ payments }) => {
  const { launch: form } = payments;
  await form.open("Settle the day", "payments");
  await form.choose("cluster", "dc-frankfurt");
  await form.field("namespace").click();
  await expect(form.option("orders-batch")).toContainText("orders-batch is not granted to payments");
  await form.option("orders-batch").click();
  await expect(payments.requests.dialog).toBeVisible();
  await payments.page.keyboard.press("Escape");
  await expect(form.field("namespace")).toContainText("payments-batch");
});

for (const who of ["auditor", "admin"] as const)
  test(`the ${who} sees jobs and runs, but launching is disabled and says why, and logs are not shown`, async ({
    auditor,
    admin,
  }) => {
    const { launch: form, run, page, say } = who === "auditor" ? auditor : admin;
    await form.openAddress("Daily orders report");
    await expect(page.getByText("You may look at this form, but not launch")).toBeVisible();
    await form.expectWaiting("Launching takes the role operator in orders");
    const runId = await launch(done);
    await run.open(runId);
    await run.expectEnd("succeeded");
    await expect(page.getByText(say("run.log.deniedTitle"))).toBeVisible();
    await expect(run.log).toHaveCount(0);
    await run.rerunButton.click();
    await expect(page.getByRole("menuitem").filter({ hasText: say("run.mayNotLaunch") })).toHaveCount(2);
    const answer = await page.request.get(`/api/runs/${runId}/log?container=main`);
    expect(answer.status()).toBe(403);
  });

test("a server action that is replayed by somebody else is refused by the server", async ({
  engineer,
  auditor,
  payments,
}) => {
  const { run, page } = engineer;
  engineer.expectProblem(/Failed to fetch/);
  const runId = await launch({ ...orders, job: "Long count", cluster: "eks-virginia" });
  await run.open(runId);
  await expect(run.line("1 of 600")).toBeVisible({ timeout: 60_000 });
  // The engineer's own stop is caught on its way, so that others can send the very same.
  const caught = new Promise<{ headers: Record<string, string>; body: string }>((resolve) =>
    page.route("**/runs/**", async (route) => {
      const request = route.request();
      if (request.method() !== "POST") return route.fallback();
      resolve({ headers: await request.allHeaders(), body: request.postData() ?? "" });
      return route.abort("aborted");
    }),
  );
  await run.stop();
  const { headers, body } = await caught;
  await page.unroute("**/runs/**");
  const action = { "next-action": headers["next-action"] ?? "", "content-type": headers["content-type"] ?? "" };
  const replay = async (person: Person, more: Record<string, string> = {}) =>
    (await person.page.request.post(page.url(), { headers: { ...action, ...more }, data: body })).text();
  const origin = new URL(page.url()).origin;
  expect(await replay(auditor, { origin })).toContain('"code":"denied"');
  expect(await replay(payments, { origin })).toContain('"code":"not-found"');
  expect(await replay(engineer, { origin: "https://evil.example" })).not.toContain('"ok":true');
  await page.reload();
  await expect(run.status).toContainText("Running");
  expect(await replay(engineer, { origin })).toContain('"ok":true');
  await run.expectEnd("cancelled");
});

test("nobody who has not signed in reads or changes anything", async ({ stranger, company }) => {
  const runId = await launch(done);
  const { request } = stranger.page;
  const ask = async (path: string) => (await request.get(company.portalUrl + path)).status();
  expect(await ask(`/api/read/run.get?input=${encodeURIComponent(JSON.stringify({ runId }))}`)).toBe(401);
  expect(await ask(`/api/runs/${runId}/log?container=main`)).toBe(401);
  expect(await ask(`/api/runs/${runId}/events`)).toBe(401);
  expect(await ask("/api/projects/orders/events")).toBe(401);
  await stranger.page.goto(`/projects/orders/runs/${runId}`);
  await expect(stranger.page).toHaveURL(/\/sign-in\?to=%2Fprojects%2Forders%2Fruns%2F/);
});
