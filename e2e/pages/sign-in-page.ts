import type { Locator, Page } from "@playwright/test";
import type { Words } from "../fixtures/words.ts";

/** The way in, and the company's own page behind it. */
export class SignInPage {
  readonly page: Page;
  readonly login: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly provider: Locator;

  constructor(page: Page, say: Words) {
    this.page = page;
    this.login = page.getByRole("textbox", { name: say("signIn.login") });
    this.password = page.getByLabel(say("signIn.password"));
    this.submit = page.getByRole("button", { name: say("signIn.submit"), exact: true });
    this.provider = page.getByRole("button", { name: "Acme sign-in" });
  }

  async open(to?: string) {
    await this.page.goto(to === undefined ? "/sign-in" : `/sign-in?to=${encodeURIComponent(to)}`);
  }

  /** Chooses who one is on the OpenID provider's page. */
  async atProvider(login: string) {
    await this.provider.click();
    await this.page.getByRole("button", { name: login }).click();
  }

  async locally(login: string, password: string) {
    await this.login.fill(login);
    await this.password.fill(password);
    await this.submit.click();
  }
}
