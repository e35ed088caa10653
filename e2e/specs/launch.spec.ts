import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";

const report = "Daily orders report";

const places = [
  {
    cluster: "dc-frankfurt",
    identity: ["orders-s3-access-key", "orders-batch"],
    store: "Vault, dc-frankfurt",
    residency: "EU",
  },
  {
    cluster: "eks-frankfurt",
    identity: ["slipway-orders-batch"],
    store: "AWS Secrets Manager, account acme-eu",
    residency: "EU",
  },
  {
    cluster: "eks-virginia",
    identity: ["slipway-orders-batch"],
    store: "AWS Secrets Manager, account acme-us",
    residency: "US",
  },
] as const;

/** What differs between the YAML before a launch and after it: the run's id, and the hash over all that names it. */
const withoutIds = (yaml: string, runId: string) =>
  yaml
    .replaceAll(runId, "RUN")
    .replaceAll("00000000-0000-7000-8000-000000000000", "RUN")
    .replace(/spec-hash: \w+/g, "spec-hash: HASH");

async function begin({ launch }: Person, cluster: string) {
  await launch.open(report);
  await launch.choose("cluster", cluster);
  await expect(launch.field("namespace")).toContainText("orders-batch");
}

for (const { cluster, identity, store, residency } of places)
  test(`on ${cluster} the one report runs with its own identity, bucket, image and secret, as its YAML said`, async ({
    engineer,
  }) => {
    const { launch, run } = engineer;
    await begin(engineer, cluster);
    await expect(launch.field("cluster")).toContainText(residency);
    await expect(launch.serviceAccount).toContainText("orders-batch-runner");
    for (const name of identity) await expect(launch.serviceAccount).toContainText(name);
    await expect(launch.secrets).toContainText(store);
    await launch.expectReady();
    const promised = await launch.readYaml();
    await launch.launch();
    await run.expectEnd("succeeded");
    await expect(run.line("report ready")).toBeVisible();
    await expect(run.line("is readable, mode 0")).toBeVisible();
    const applied = await run.openYaml();
    expect(withoutIds(applied, run.id)).toBe(withoutIds(promised, run.id));
    expect(applied).toContain("@sha256:");
  });

test("a namespace that the project may not use is greyed, says why, and choosing it asks for it instead", async ({
  engineer,
}) => {
  const { launch, requests, page } = engineer;
  await begin(engineer, "eks-frankfurt");
  await launch.field("namespace").click();
  await expect(launch.option("payments-batch")).toContainText("payments-batch is not granted to orders");
  await launch.option("payments-batch").click();
  await expect(requests.dialog).toContainText("Run in namespace payments-batch");
  await page.keyboard.press("Escape");
  await expect(launch.field("namespace")).toContainText("orders-batch");
});

test("an image tag that the registry does not have keeps the launch waiting and says so", async ({ engineer }) => {
  const { launch, page } = engineer;
  await begin(engineer, "eks-frankfurt");
  await launch.tag.click();
  const search = page.getByRole("dialog", { name: "Search tags" }).getByRole("combobox");
  await search.fill("1999");
  await expect(page.getByText("No tag matches.")).toBeVisible();
  await search.fill("2026.11.3");
  await page.getByRole("option", { name: "2026.11.3" }).click();
  await expect(launch.check("orders/report:2026.11.3 is there")).toBeVisible();
  await launch.expectReady();
});

test("a secret that is bound but that the role cannot read is noticed before the launch", async ({ engineer }) => {
  const { launch, page } = engineer;
  await begin(engineer, "eks-frankfurt");
  await launch.expectReady();
  await launch.secrets.getByRole("button", { name: "Add secret" }).click();
  await launch.secrets.getByRole("combobox", { name: "Secret" }).last().click();
  await page.getByRole("option", { name: "orders/kafka-keystore" }).click();
  const check = launch.check("may not read secret orders/kafka-keystore");
  await expect(check).toContainText("the binding exists, the role does not carry it");
  await expect(check).toContainText("secretsmanager:GetSecretValue");
  await launch.expectWaiting("Launch waits for 1 thing");
  await launch.secrets.getByRole("button", { name: "Remove secret orders/kafka-keystore" }).click();
  await launch.expectReady();
});

test("a file that is not in the bucket is noticed before the launch", async ({ engineer }) => {
  const { launch, page } = engineer;
  await begin(engineer, "dc-frankfurt");
  const files = page.getByRole("group", { name: "Files" });
  await files.getByRole("button", { name: "Add file" }).click();
  await files.getByRole("combobox", { name: "File" }).last().click();
  await page.getByRole("dialog", { name: "Keys that start with…" }).getByRole("combobox").fill("input/nowhere.csv");
  await page.getByRole("option", { name: "Use “input/nowhere.csv” as typed" }).click();
  await expect(launch.check("input/nowhere.csv is not in acme-orders-dc")).toBeVisible();
  await launch.expectWaiting("Launch waits for 1 thing");
});

test("what was filled in is there again after a reload, until one starts over", async ({ engineer }) => {
  const { launch, page } = engineer;
  await begin(engineer, "eks-virginia");
  await page.getByRole("group", { name: "Arguments" }).getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "Argument" }).fill("--only=DE");
  await page.reload();
  await expect(page.getByText("What you had filled in is back.")).toBeVisible();
  await expect(launch.field("cluster")).toContainText("eks-virginia");
  await expect(page.getByRole("textbox", { name: "Argument" })).toHaveValue("--only=DE");
  await page.getByRole("button", { name: "Start over" }).click();
  await expect(page.getByRole("textbox", { name: "Argument" })).toHaveCount(0);
});

test("while new checks run, neither Launch nor the YAML speaks for the form as it was", async ({ engineer }) => {
  const { launch, page, say } = engineer;
  await begin(engineer, "eks-frankfurt");
  await launch.expectReady();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/read/run.preflight", async (route) => {
    await held;
    await route.fallback();
  });
  // Nothing that was checked before: another cluster may be where the form opened, and its checks still hold.
  await page.getByRole("group", { name: "Arguments" }).getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("textbox", { name: "Argument" }).fill("--only=FR");
  await launch.expectWaiting(say("launch.waitsForChecks"));
  await page.getByRole("button", { name: say("launch.viewYaml") }).click();
  await expect(page.getByText(say("launch.noYaml"))).toBeVisible();
  await page.keyboard.press("Escape");
  release();
  await launch.expectReady();
  expect(await launch.readYaml()).toContain("--only=FR");
});

test("two clicks on Launch are one run", async ({ engineer }) => {
  const { launch, run, runs, page } = engineer;
  await launch.open("Greeting from a container");
  await launch.choose("cluster", "dc-frankfurt");
  await launch.expectReady();
  await launch.launchButton.dblclick();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  await run.expectEnd("succeeded");
  await expect(run.line("greeting: hello")).toBeVisible();
  await runs.open("orders", "?search=Greeting&cluster=dc-frankfurt");
  await expect(runs.rows).toHaveCount(1);
});
