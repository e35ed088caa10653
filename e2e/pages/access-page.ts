import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

type Role = "viewer" | "operator" | "editor" | "owner";

/** A project's access: its members, what it may use, the map of that, and why each may what. */
export class AccessPage {
  readonly page: Page;
  readonly say: Words;
  readonly add: Locator;
  readonly dialog: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.add = page.getByRole("button", { name: say("members.add"), exact: true });
    // What floats over it, such as the list of people, comes after it.
    this.dialog = page.getByRole("dialog").first();
  }

  async open(tab: "members" | "uses" | "map" | "explained" = "members", query = "") {
    await this.page.goto(`/projects/orders/access?tab=${tab}${query}`);
  }

  async choose(tab: "members" | "uses" | "map" | "explained") {
    await this.page.getByRole("tab", { name: this.say(`access.tab.${tab}`), exact: true }).click();
  }

  row(login: string): Locator {
    return this.page
      .getByRole("table", { name: this.say("members.title") })
      .getByRole("row")
      .filter({ hasText: login });
  }

  change(login: string): Locator {
    return this.row(login).getByRole("button", { name: this.say("members.changeOne", { login }) });
  }

  remove(login: string): Locator {
    return this.row(login).getByRole("button", { name: this.say("members.removeOne", { login }) });
  }

  /** Opens the picker at `label` and chooses a person found there. */
  async choosePerson(within: Locator, login: string) {
    await within.click();
    const found = this.page.getByRole("dialog", { name: this.say("members.searchPeople") });
    await found.getByRole("combobox").fill(login);
    await found.getByRole("option", { name: login }).click();
  }

  async chooseRole(role: Role) {
    await this.dialog.getByRole("combobox", { name: this.say("members.columnRole") }).click();
    await this.page.getByRole("option", { name: this.say(`members.role.${role}`) }).click();
  }

  async setUntil(day: string) {
    await this.dialog.getByLabel(this.say("members.untilDay")).fill(day);
  }

  async confirm(words: "addNow" | "save" | "remove") {
    await this.dialog.getByRole("button", { name: this.say(`members.${words}`), exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** The answer about one thing, with its reasons. */
  answer(words: string): Locator {
    return this.page
      .getByRole("listitem")
      .filter({ has: this.page.getByText(words, { exact: true }) })
      .first();
  }

  get map(): Locator {
    return this.page.getByRole("group", { name: this.say("access.mapOf", { project: "orders" }) });
  }

  get list(): Locator {
    return this.page.getByRole("list", { name: this.say("access.mapOf", { project: "orders" }) });
  }
}
