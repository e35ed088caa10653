import type { Locator } from "@playwright/test";
import { expectAccessible, expectNoSideScroll } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";

test("an admin sees what a service account is bound to and what its role really may, unbinds and binds again", async ({
  admin,
}) => {
  const { page, say } = admin;
  await page.goto("/admin/service-accounts?cluster=eks-frankfurt&project=orders");
  await page.getByRole("main").getByRole("link", { name: "orders-batch-runner" }).first().click();
  await expect(page.getByRole("heading", { name: "orders-batch-runner" })).toBeVisible();
  await expect(page.getByText(say("bindings.wider.bindings"))).toBeVisible();
  const differs = page.getByRole("listitem").filter({ hasText: say("bindings.verdict.role-lacks") });
  await expect(differs).toContainText("orders/kafka-keystore");

  const table = page.getByRole("table", { name: say("bindings.boundTo") });
  const row = (name: string): Locator => table.getByRole("row").filter({ hasText: name });
  await row("orders/kafka-keystore").getByRole("button").last().click();
  const asked = page.getByRole("dialog");
  await expect(asked).toContainText(
    say("bindings.unbindText", { project: "orders", namespace: "orders-batch", cluster: "eks-frankfurt" }),
  );
  await asked.getByRole("button", { name: say("bindings.unbind") }).click();
  await expect(row("orders/kafka-keystore")).toHaveCount(0);
  await expect(page.getByText(say("bindings.wider.same"))).toBeVisible();

  await page.getByRole("button", { name: say("bindings.bind") }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("combobox", { name: say("bindings.columnKind") }).click();
  await page.getByRole("option", { name: say("bindings.kind.secret") }).click();
  await form.getByRole("searchbox").fill("keystore");
  await form.getByRole("checkbox", { name: "orders/kafka-keystore" }).check();
  await form.getByRole("button", { name: say("bindings.bindCount", { count: 1 }) }).click();
  await expect(row("orders/kafka-keystore")).toContainText(say("bindings.access.read"));
  await expect(page.getByText(say("bindings.wider.bindings"))).toBeVisible();

  await page.getByText(say("bindings.policy.role"), { exact: true }).click();
  const policy = page.getByRole("region", { name: say("bindings.policy.role"), exact: true });
  await expect(policy).toContainText("arn:aws:s3:::acme-orders-eu/*");
  await expect(policy).toContainText("orders/kafka-keystore");
  const picture = page.getByRole("group", { name: say("access.mapOf", { project: "orders" }) });
  await expect(picture.getByText("acme-orders-eu")).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideScroll(page);
});

test("an admin is shown a policy with the key that encrypts a bucket", async ({ admin }) => {
  const { page, say } = admin;
  await page.goto("/admin/service-accounts?cluster=eks-virginia&project=orders");
  await page.getByRole("main").getByRole("link", { name: "orders-batch-runner" }).first().click();
  await expect(page.getByText(say("bindings.wider.same"))).toBeVisible();
  await page.getByText(say("bindings.policy.role"), { exact: true }).click();
  const policy = page.getByRole("region", { name: say("bindings.policy.role"), exact: true });
  await expect(policy).toContainText("kms:GenerateDataKey");
  await expect(policy).toContainText("s3.us-east-1.amazonaws.com");
  await expectAccessible(page);
});

test("an auditor sees a service account's bindings and changes none", async ({ auditor }) => {
  const { page, say } = auditor;
  await page.goto("/admin/service-accounts?cluster=dc-frankfurt&project=payments");
  await page.getByRole("main").getByRole("link", { name: "payments-batch-runner" }).first().click();
  await expect(page.getByRole("table", { name: say("bindings.boundTo") })).toContainText("acme-payments-dc");
  await page.getByText(say("bindings.policy.vault"), { exact: true }).click();
  await expect(page.getByRole("region", { name: say("bindings.policy.vault"), exact: true })).toContainText(
    'path "secret/data/payments/ledger-key"',
  );
  await expect(page.getByRole("button", { name: say("bindings.bind") })).toHaveCount(0);
  await expect(page.getByRole("button", { name: say("bindings.unbind") })).toHaveCount(0);
});
