import { prepareSights, settled, sights } from "../fixtures/pages-to-see.ts";
import { expect, test } from "../fixtures/test.ts";
import { watchSecrets } from "../fixtures/watch-secrets.ts";

test("no page, React payload, answer or log that a browser is sent holds a secret", async ({ engineer, company }) => {
  const { page, context } = engineer;
  const secrets = watchSecrets(context, company.portalUrl);
  for (const path of Object.values(sights(await prepareSights(page)))) {
    await page.goto(path);
    await settled(page);
  }
  expect(secrets.seen.texts).toBeGreaterThan(50);
  expect(await secrets.found()).toEqual([]);
});
