import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** The administration's lists of namespaces and of service accounts. */
export class ServiceAccountsPage {
  readonly page: Page;
  readonly say: Words;
  readonly dialog: Locator;
  readonly yaml: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.dialog = page.getByRole("dialog");
    this.yaml = this.dialog.getByRole("region", { name: say("yaml.label") });
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async openNamespaces(cluster: string, search: string) {
    await this.page.goto(`/admin/namespaces?cluster=${cluster}&search=${search}`);
    await expect(this.row(search)).toBeVisible();
  }

  /** Grants a namespace of a cluster to a project, as the list's menu does. */
  async grant(cluster: string, namespace: string, project: string) {
    await this.openNamespaces(cluster, namespace);
    await this.choose(namespace, this.say("namespaces.grant"));
    await this.pick(this.say("namespaces.project"), project);
    await this.press(this.say("namespaces.grantNow"));
    await expect(this.dialog).toBeHidden();
  }

  /** Something of a namespace's menu, by its words. */
  async choose(namespace: string, item: string) {
    await this.page.getByRole("button", { name: this.say("namespaces.actionsOf", { name: namespace }) }).click();
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
    await expect(this.dialog).toBeVisible();
  }

  async pick(field: string, option: string) {
    await this.dialog.getByRole("combobox", { name: field, exact: true }).click();
    await this.page.getByRole("option", { name: option }).click();
  }

  async press(button: string) {
    await this.dialog.getByRole("button", { name: button, exact: true }).click();
  }
}
