import { people } from "#demo/seed.ts";
import { sessionFile } from "../fixtures/company.ts";
import { expect, test } from "../fixtures/test.ts";

for (const { login, project } of people)
  test(`${login} signs in at the company's own provider, as the person that an admin made`, async ({ stranger }) => {
    await stranger.signIn.open();
    await stranger.signIn.atProvider(login);
    await expect(stranger.frame.account(login)).toBeVisible();
    await expect(stranger.page).toHaveURL(`/projects/${project ?? "orders"}/overview`);
    await stranger.context.storageState({ path: sessionFile(login) });
  });
