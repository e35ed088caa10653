import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** Cloud accounts, and what is mapped of them. */
export class CloudPage {
  readonly page: Page;
  readonly say: Words;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
  }

  button(name: string, values?: Record<string, string | number>): Locator {
    return this.page.getByRole("button", { name: this.say(`cloud.${name}`, values), exact: true });
  }

  step(to: "next" | "back"): Locator {
    return this.page.getByRole("button", { name: this.say(`ui.steps.${to}`), exact: true });
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async fill(fields: Record<string, string>, within: Page | Locator = this.page) {
    for (const [field, value] of Object.entries(fields))
      await within.getByLabel(new RegExp(`^${this.say(`cloud.field.${field}`)}( \\*)?$`)).fill(value);
  }

  /** Lists an account, as a link of its page does. */
  async discover(account: string, kind: "bucket" | "image-repository" | "secret") {
    await this.page.goto(`/admin/cloud-resources?tab=discover&account=${account}&kind=${kind}`);
    await expect(this.button("listAgain")).toBeEnabled({ timeout: 30_000 });
  }

  async openResource(name: string) {
    await this.page.goto(`/admin/cloud-resources?search=${encodeURIComponent(name)}`);
    await this.page.getByRole("button", { name, exact: true }).click();
    await expect(this.dialog.getByRole("heading", { name: this.say("cloud.usedBy") })).toBeVisible();
  }
}
