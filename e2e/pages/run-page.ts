import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** One run: its state, log, story, provenance and what can be done with it. */
export class RunPage {
  readonly page: Page;
  readonly say: Words;
  readonly status: Locator;
  readonly log: Locator;
  readonly findInLog: Locator;
  readonly yaml: Locator;
  readonly stopButton: Locator;
  readonly rerunButton: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.status = page.getByRole("main").getByRole("status").first();
    this.log = page.getByRole("log");
    this.findInLog = page.getByRole("searchbox", { name: say("log.find") });
    this.yaml = page
      .getByRole("dialog", { name: say("run.yamlTitle") })
      .getByRole("region", { name: say("yaml.label") });
    this.stopButton = page.getByRole("button", { name: say("run.stop"), exact: true });
    this.rerunButton = page.getByRole("button", { name: say("run.rerun"), exact: true });
  }

  async open(runId: string, more = "", project = "orders") {
    await this.page.goto(`/projects/${project}/runs/${runId}${more}`);
  }

  /** The run that the address names. */
  get id(): string {
    return /\/runs\/([0-9a-f-]{36})/.exec(this.page.url())?.[1] ?? "";
  }

  /** Waits for the end without a reload, and for the words that it must have. */
  async expectEnd(state: "succeeded" | "failed" | "cancelled") {
    await expect(this.status).toContainText(this.say(`runStatus.${state}`), { timeout: 60_000 });
  }

  /** A line of the log that holds this text. */
  line(text: string): Locator {
    return this.log.locator("[data-index]").filter({ hasText: text }).first();
  }

  button(name: "wrap" | "download" | "firstError" | "follow" | "following"): Locator {
    return this.page.getByRole("button", { name: this.say(`log.${name}`), exact: true });
  }

  container(name: string): Locator {
    return this.page
      .getByRole("group", { name: this.say("log.containers") })
      .getByRole("button", { name, exact: true });
  }

  tab(name: "logs" | "events" | "provenance"): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${this.say(`run.tab.${name}`)}`) });
  }

  /** A fact of the provenance, by its name. */
  fact(name: string): Locator {
    return this.page
      .getByRole("definition")
      .and(this.page.locator(`dt:has-text("${this.say(`run.provenance.${name}`)}") + dd`));
  }

  async stop() {
    await this.stopButton.click();
    await this.page.getByRole("button", { name: this.say("run.stopRun") }).click();
  }

  /** Runs it again and arrives at the new run. */
  async rerun(exactly: boolean) {
    const before = this.id;
    await this.rerunButton.click();
    await this.page
      .getByRole("menuitem")
      .filter({ hasText: this.say(exactly ? "run.rerunExactlyHint" : "run.rerunHint") })
      .click();
    await expect.poll(() => this.id).not.toBe(before);
  }

  async openYaml(): Promise<string> {
    await this.page.getByRole("button", { name: this.say("run.yaml"), exact: true }).click();
    return this.yaml.innerText();
  }
}
