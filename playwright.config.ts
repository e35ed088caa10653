import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./e2e/fixtures/chromium.ts";
import { companyFolder } from "./e2e/fixtures/company.ts";

/** Journeys of people through the production build, in a real browser. `npm run test:e2e`. */
export default defineConfig({
  testDir: "e2e/specs",
  globalSetup: "./e2e/fixtures/global-setup.ts",
  outputDir: `${companyFolder()}/results`,
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: ".slipway/results/journeys.json" }]],
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    colorScheme: "light",
    reducedMotion: "reduce",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: { executablePath: await findChromium(), args: chromiumFlags },
  },
  projects: [
    { name: "sign in", testMatch: "everyone.setup.ts" },
    { name: "journeys", testMatch: "*.spec.ts", dependencies: ["sign in"] },
  ],
});
