import type { Locator, Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** The list of a project's runs and its filters. */
export class RunsPage {
  readonly page: Page;
  readonly say: Words;
  readonly rows: Locator;
  readonly search: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.rows = page
      .getByRole("table", { name: say("runs.title") })
      .locator("tbody")
      .getByRole("row");
    this.search = page.getByRole("searchbox", { name: say("runs.search") });
  }

  async open(project = "orders", query = "") {
    await this.page.goto(`/projects/${project}/runs${query}`);
  }

  filter(kind: "state" | "cluster" | "job"): Locator {
    return this.page.getByRole("combobox", { name: this.say(`runs.${kind}`), exact: true });
  }

  async choose(kind: "state" | "cluster" | "job", option: string) {
    await this.filter(kind).click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  /** The row of one run, by the end of its id that the list shows. */
  row(runId: string): Locator {
    return this.rows.filter({ has: this.page.locator(`a[href$="/runs/${runId}"]`) });
  }
}
