import { mkdirSync } from "node:fs";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { Login } from "#demo/seed.ts";
import { chromiumFlags, findChromium } from "./fixtures/chromium.ts";
import { askForSamples, readCompany } from "./fixtures/company.ts";
import startCompany from "./fixtures/global-setup.ts";
import { adminSights, chooseTheme, prepareSights, type Sights, settled, sights } from "./fixtures/pages-to-see.ts";
import { pagesOf } from "./fixtures/person.ts";
import type { Locale } from "./fixtures/words.ts";

const folder = ".slipway/screenshots";
const widths = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
type Look = { theme: "light" | "dark"; locale: Locale; size: keyof typeof widths };

const looks: Look[] = (["light", "dark"] as const).flatMap((theme) =>
  (["en", "zh-CN"] as const).flatMap((locale) => (["wide", "phone"] as const).map((size) => ({ theme, locale, size }))),
);

/** Somebody at a browser that looks so. */
async function openPage(browser: Browser, { theme, locale, size }: Look, login: Login, sharp = false) {
  const { portalUrl, password } = readCompany();
  const context = await browser.newContext({
    baseURL: portalUrl,
    viewport: widths[size],
    deviceScaleFactor: sharp ? 2 : 1,
    locale,
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  await context.addCookies([{ name: "locale", value: locale, url: portalUrl }]);
  const page = await context.newPage();
  await chooseTheme(page, theme);
  const pages = pagesOf(page, locale);
  await pages.signIn.open();
  await pages.signIn.locally(login, password);
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in");
  return { page, ...pages };
}

/** The pictures of the README, from the product as it runs. */
async function takePictures(browser: Browser, { job, good }: Sights) {
  mkdirSync("docs/images", { recursive: true });
  const light = await openPage(browser, { theme: "light", locale: "en", size: "wide" }, "engineer@orders", true);
  await light.page.goto(`/projects/orders/jobs/${job}/launch`);
  await light.launch.expectReady();
  await settled(light.page);
  await light.page.screenshot({ path: "docs/images/launch.png" });
  const dark = await openPage(browser, { theme: "dark", locale: "en", size: "wide" }, "engineer@orders", true);
  await dark.run.open(good);
  await dark.run.expectEnd("succeeded");
  await dark.run.line("report ready").waitFor();
  await settled(dark.page);
  await dark.page.screenshot({ path: "docs/images/run.png" });
  await light.page.goto("/projects/orders/access?tab=map");
  await settled(light.page);
  await light.page.screenshot({ path: "docs/images/access.png" });
  const owner = await openPage(browser, { theme: "light", locale: "en", size: "wide" }, "owner@orders", true);
  await owner.page.waitForURL(/overview$/);
  await owner.requests.open();
  await owner.requests.row("shared-batch").click();
  await owner.requests.heading.waitFor();
  await settled(owner.page);
  await owner.page.screenshot({ path: "docs/images/request.png" });
}

/** Every page in every look, to be looked at by a person. */
async function takeAll(browser: Browser, seen: Sights) {
  mkdirSync(folder, { recursive: true });
  const paths: Partial<Record<Login, Record<string, string>>> = {
    "engineer@orders": { ...sights(seen), nowhere: "/projects/orders/nowhere" },
    "owner@orders": { "access-owner": "/projects/orders/access", inbox: "/requests" },
    admin: adminSights,
  };
  for (const look of looks) {
    const take = async (page: Page, name: string) => {
      await settled(page);
      await page.screenshot({ path: `${folder}/${name}.${look.size}.${look.theme}.${look.locale}.png` });
    };
    for (const [login, all] of Object.entries(paths)) {
      const { page, launch, requests } = await openPage(browser, look, login as Login);
      for (const [name, path] of Object.entries(all)) {
        await page.goto(path);
        if (name === "launch") await launch.expectReady();
        await take(page, name);
        if (name !== "inbox") continue;
        await requests.row().first().click();
        await requests.heading.waitFor();
        await take(page, "request");
      }
      await page.context().clearCookies({ name: /session/ });
      await page.goto("/sign-in");
      await take(page, "sign-in");
      await page.context().close();
    }
  }
}

const stop = await startCompany();
const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags });
try {
  const { page, run } = await openPage(browser, { theme: "light", locale: "en", size: "wide" }, "engineer@orders");
  const seen = await prepareSights(page);
  for (const [id, state] of [
    [seen.good, "succeeded"],
    [seen.bad, "failed"],
  ] as const) {
    await run.open(id);
    await run.expectEnd(state);
  }
  await askForSamples();
  await takePictures(browser, seen);
  if (!process.argv.includes("--readme")) await takeAll(browser, seen);
  await run.open(seen.long);
  await run.stop();
} finally {
  await browser.close();
  await stop?.();
}
