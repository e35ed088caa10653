import { expectAccessible, expectNoSideScroll } from "../fixtures/accessible.ts";
import { adminSights, chooseTheme, prepareSights, settled, sights } from "../fixtures/pages-to-see.ts";
import { expect, test } from "../fixtures/test.ts";

test.setTimeout(240_000);

for (const theme of ["light", "dark"] as const) {
  test(`every page meets WCAG 2.2 AA in the ${theme} theme, and fits a phone`, async ({ engineer }) => {
    const { page, run } = engineer;
    const seen = await prepareSights(page);
    await run.open(seen.good);
    await run.expectEnd("succeeded");
    await chooseTheme(page, theme);
    for (const [name, path] of Object.entries(sights(seen))) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(path);
        await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
        await settled(page);
        await expectAccessible(page);
        await page.setViewportSize({ width: 390, height: 844 });
        await expectNoSideScroll(page);
        if (name.startsWith("run")) await expectAccessible(page);
      });
    }
    await page.goto(`/projects/orders/runs/${seen.long}`);
    await run.stop();
    await run.expectEnd("cancelled");
  });

  test(`every page of the administration meets WCAG 2.2 AA in the ${theme} theme, and fits a phone`, async ({
    admin: { page },
  }) => {
    await chooseTheme(page, theme);
    for (const [name, path] of Object.entries(adminSights)) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(path);
        await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
        await settled(page);
        await expectAccessible(page);
        await page.setViewportSize({ width: 390, height: 844 });
        await expectNoSideScroll(page);
      });
    }
  });

  test(`signing in meets WCAG 2.2 AA in the ${theme} theme, and fits a phone`, async ({
    stranger: { page, signIn },
  }) => {
    await chooseTheme(page, theme);
    await signIn.open();
    await settled(page);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSideScroll(page);
    await expectAccessible(page);
  });
}

test("what floats over a page is accessible too: palette, shortcuts, menus, dialogs", async ({ engineer }) => {
  const { page, run, launch, say } = engineer;
  const { job, long } = await prepareSights(page);
  await page.goto("/projects/orders/runs");
  await page.getByRole("button", { name: say("palette.open") }).click();
  await expect(page.getByRole("dialog", { name: say("palette.title") })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: say("palette.title") })).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: say("shortcuts.title") })).toBeVisible();
  await expectAccessible(page);
  await run.open(long);
  await run.rerunButton.click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await run.stopButton.click();
  await expect(page.getByRole("dialog", { name: say("run.stopTitle") })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: say("run.stopRun") }).click();
  await run.expectEnd("cancelled");
  await page.goto(`/projects/orders/jobs/${job}/launch`);
  await launch.field("namespace").click();
  await expect(page.getByRole("listbox")).toBeVisible();
  await expectAccessible(page);
});

test("on a phone one watches a run and reaches every page", async ({ engineer }) => {
  const { page, run, runs, say } = engineer;
  await page.setViewportSize({ width: 390, height: 844 });
  await runs.open();
  const { bad } = await prepareSights(page);
  await run.open(bad);
  await run.expectEnd("failed");
  await expect(run.line("checking totals")).toBeVisible();
  await page.getByRole("button", { name: say("frame.menu") }).click();
  const menu = page.getByRole("dialog", { name: say("frame.navigation") });
  await menu.getByRole("link", { name: say("frame.nav.runs") }).click();
  await expect(menu).toBeHidden();
  await expect(runs.row(bad)).toContainText("Failed");
});
