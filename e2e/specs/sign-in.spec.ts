import { expect, test } from "../fixtures/test.ts";

test("single sign-on leads back to the very page that was asked for", async ({ stranger: { page, signIn, runs } }) => {
  await page.goto("/projects/orders/runs?state=failed");
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await signIn.atProvider("engineer@orders");
  await expect(page).toHaveURL(/\/projects\/orders\/runs\?state=failed$/);
  await expect(runs.filter("state")).toHaveText("Failed");
});

test("a local account signs in with its password", async ({ stranger: { signIn, frame }, company }) => {
  await signIn.open();
  await signIn.locally("owner@orders", company.password);
  await expect(frame.account("owner@orders")).toBeVisible();
});

test("a wrong password says so in words, keeps the login and lets one try again", async ({ stranger, company }) => {
  const { page, signIn, frame } = stranger;
  // next-auth answers 401, which the browser notes.
  stranger.expectProblem(/status of 401.*\/api\/auth\/callback\/local/);
  await signIn.open();
  await signIn.locally("engineer@orders", "not the password");
  await expect(signIn.password).toHaveAccessibleDescription("Login or password is wrong.");
  await expect(signIn.login).toHaveValue("engineer@orders");
  await expect(signIn.password).toBeFocused();
  await signIn.locally("nobody@nowhere", "not the password");
  await expect(signIn.password).toHaveAccessibleDescription("Login or password is wrong.");
  await signIn.locally("engineer@orders", company.password);
  await expect(frame.account("engineer@orders")).toBeVisible();
  await expect(page).toHaveURL(/\/projects\/orders\/overview$/);
});

test("after signing out, neither a page nor an answer is left to read", async ({ stranger }) => {
  const { page, signIn, frame } = stranger;
  await signIn.open("/projects/orders/runs");
  await signIn.atProvider("engineer@orders");
  await frame.signOut("engineer@orders");
  await expect(signIn.submit).toBeVisible();
  await page.goBack();
  await expect(signIn.submit).toBeVisible();
  const answer = await page.request.get(
    `/api/read/run.list?input=${encodeURIComponent('{"project":"orders","filter":{}}')}`,
  );
  expect(answer.status()).toBe(401);
});

for (const there of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
  test(`sign-in leads nobody to ${there}`, async ({ stranger: { page, signIn }, company }) => {
    await signIn.open(there);
    await signIn.locally("engineer@orders", company.password);
    await expect(page).toHaveURL(`${company.portalUrl}/projects/orders/overview`);
  });
