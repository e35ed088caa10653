import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** The inbox of access requests, and the dialog that asks for access wherever something is greyed. */
export class RequestsPage {
  readonly page: Page;
  readonly say: Words;
  /** The request that is read. */
  readonly detail: Locator;
  readonly search: Locator;
  readonly comment: Locator;
  readonly approveButton: Locator;
  readonly rejectButton: Locator;
  readonly dialog: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
    this.detail = page.getByRole("region", { name: say("requests.detail") });
    this.search = page.getByRole("searchbox", { name: say("requests.search") });
    this.comment = this.detail.getByRole("textbox", { name: say("requests.comment") });
    this.approveButton = this.detail.getByRole("button", { name: say("requests.approve") });
    this.rejectButton = this.detail.getByRole("button", { name: say("requests.reject") });
    this.dialog = page.getByRole("dialog", { name: say("requestAccess.title") });
  }

  async open(query = "") {
    await this.page.goto(`/requests${query}`);
    await expect(this.page.getByRole("heading", { name: this.say("requests.title"), level: 1 })).toBeVisible();
  }

  box(name: "decide" | "mine" | "decided"): Locator {
    return this.page.getByRole("tab", { name: this.say(`requests.box.${name}`) });
  }

  /** A request in the list, by words in its lines. */
  row(...words: string[]): Locator {
    const rows = this.page.getByRole("list", { name: this.say("requests.list") }).getByRole("link");
    return words.reduce((found, hasText) => found.filter({ hasText }), rows);
  }

  checkbox(...words: string[]): Locator {
    const rows = this.page.getByRole("list", { name: this.say("requests.list") }).getByRole("listitem");
    return words.reduce((found, hasText) => found.filter({ hasText }), rows).getByRole("checkbox");
  }

  get heading(): Locator {
    return this.detail.getByRole("heading", { level: 2 });
  }

  toast(text: string | RegExp): Locator {
    return this.page.getByRole("region", { name: this.say("ui.notifications") }).getByText(text);
  }

  /** Fills in what the dialog leaves to the person, and sends. */
  async send(why: string) {
    await this.dialog.getByRole("textbox", { name: this.say("requestAccess.why") }).fill(why);
    await this.dialog.getByRole("button", { name: this.say("requestAccess.send") }).click();
    await expect(this.dialog).toBeHidden();
  }
}
