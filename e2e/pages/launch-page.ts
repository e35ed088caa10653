import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** The launch form of a job, with its checks beside it. */
export class LaunchPage {
  readonly page: Page;
  readonly say: Words;
  readonly launchButton: Locator;
  /** Every condition, and what keeps the launch waiting. */
  readonly checks: Locator;
  readonly serviceAccount: Locator;
  readonly secrets: Locator;
  readonly yaml: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.launchButton = page.getByRole("button", { name: say("launch.launch"), exact: true });
    this.checks = page.getByRole("region", { name: say("launch.preflight") });
    this.serviceAccount = page
      .getByText(say("placement.serviceAccount"), { exact: true })
      .locator("xpath=ancestor::*[.//code][1]");
    this.secrets = page.getByRole("group", { name: say("launch.secrets") });
    this.yaml = page
      .getByRole("dialog", { name: say("launch.yamlTitle") })
      .getByRole("region", { name: say("yaml.label") });
  }

  /** From the list of jobs, as a person gets there. */
  async open(job: string, project = "orders") {
    await this.page.goto(`/projects/${project}/jobs`);
    await this.page.getByRole("link", { name: this.say("jobs.launchJob", { name: job }), exact: true }).click();
    await expect(this.page.getByRole("main").getByText(job, { exact: true })).toBeVisible();
  }

  /** By its address: who may not launch is offered no link to it. */
  async openAddress(job: string, project = "orders") {
    await this.page.goto(`/projects/${project}/jobs`);
    const link = this.page.getByRole("main").getByRole("link", { name: job, exact: true });
    await this.page.goto(`${await link.getAttribute("href")}/launch`);
    await expect(this.page.getByRole("main").getByText(job, { exact: true })).toBeVisible();
  }

  field(name: "cluster" | "namespace"): Locator {
    return this.page.getByRole("combobox", { name: this.say(`placement.${name}`), exact: true });
  }

  option(name: string): Locator {
    return this.page.getByRole("option", { name });
  }

  async choose(field: "cluster" | "namespace", name: string) {
    await this.field(field).click();
    await this.option(name).click();
    await expect(this.field(field)).toContainText(name);
  }

  get tag(): Locator {
    return this.page.getByRole("combobox", { name: this.say("launch.tag"), exact: true });
  }

  /** A check, or what the form itself misses, by words in it. */
  check(text: string | RegExp): Locator {
    return this.checks.getByRole("listitem").filter({ hasText: text });
  }

  async expectReady() {
    await expect(this.checks.getByText(this.say("launch.ready"))).toBeVisible({ timeout: 30_000 });
    await expect(this.launchButton).toBeEnabled();
  }

  /** The launch waits, and says next to its button what for. */
  async expectWaiting(why: string) {
    await expect(this.launchButton).toBeDisabled();
    await expect(this.launchButton).toHaveAccessibleDescription(why);
  }

  async launch() {
    await this.launchButton.click();
    await this.page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  }

  async readYaml(): Promise<string> {
    await this.page.getByRole("button", { name: this.say("launch.viewYaml") }).click();
    const text = await this.yaml.innerText();
    await this.page.keyboard.press("Escape");
    return text;
  }
}
