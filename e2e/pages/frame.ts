import type { Locator, Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** What is around every signed-in page. */
export class Frame {
  readonly page: Page;
  readonly say: Words;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.say = say;
  }

  account(login: string): Locator {
    return this.page.getByRole("button", { name: this.say("frame.account", { name: login }) });
  }

  link(page: "overview" | "jobs" | "runs"): Locator {
    return this.page
      .getByRole("complementary", { name: this.say("frame.navigation") })
      .getByRole("link", { name: this.say(`frame.nav.${page}`) });
  }

  get notFound(): Locator {
    return this.page.getByRole("heading", { name: this.say("states.notFoundTitle") });
  }

  async signOut(login: string) {
    await this.account(login).click();
    await this.page.getByRole("button", { name: this.say("frame.signOut") }).click();
  }
}
