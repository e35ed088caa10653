import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** Everyone with an account, and what groups of the provider give them. */
export class UsersPage {
  readonly page: Page;
  readonly say: Words;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
  }

  async open(search = "") {
    await this.page.goto(`/admin/users${search ? `?search=${encodeURIComponent(search)}` : ""}`);
  }

  row(login: string): Locator {
    return this.page.getByRole("row").filter({ hasText: login });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async create(login: string, password: string) {
    const { page, say, dialog } = this;
    await page.getByRole("button", { name: say("users.create") }).click();
    await dialog.getByLabel(say("users.columnLogin")).fill(login);
    await dialog.getByLabel(say("users.newPassword")).fill(password);
    await dialog.getByRole("button", { name: say("users.createVerb") }).click();
    await expect(dialog).toBeHidden();
  }

  /** Opens an account's menu and chooses, such as "disable". */
  async choose(login: string, what: string) {
    await this.page.getByRole("button", { name: this.say("users.actionsOf", { login }) }).click();
    await this.page.getByRole("menuitem", { name: this.say(`users.do.${what}`) }).click();
  }

  async confirm(what: "disable" | "enable" | "sessions" | "other-person") {
    await this.dialog.getByRole("button", { name: this.say(`users.confirm.${what}.verb`), exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** The role that the group's people get in a project. */
  async giveGroup(group: string, project: string, role: "viewer" | "operator" | "editor" | "owner") {
    const { page, say, dialog } = this;
    await page.goto("/admin/users?tab=groups");
    await page.getByRole("button", { name: say("users.groups.give") }).click();
    await dialog.getByLabel(say("users.groups.columnGroup")).fill(group);
    await dialog.getByRole("combobox", { name: say("users.groups.columnProject") }).click();
    await page.getByRole("option", { name: project }).first().click();
    await dialog.getByRole("combobox", { name: say("users.columnRole") }).click();
    await page.getByRole("option", { name: say(`users.role.${role}`), exact: true }).click();
    await dialog.getByRole("button", { name: say("users.groups.giveVerb") }).click();
    await expect(dialog).toBeHidden();
  }

  async takeFromGroup(group: string, where: string) {
    const { page, say, dialog } = this;
    await page.getByRole("button", { name: say("users.groups.removeOf", { group, where }) }).click();
    await dialog.getByRole("button", { name: say("users.groups.removeVerb"), exact: true }).click();
    await expect(dialog).toBeHidden();
  }
}
