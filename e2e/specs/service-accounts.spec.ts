import { expectAccessible } from "../fixtures/accessible.ts";
import { associate, inCluster } from "../fixtures/company.ts";
import type { Person } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { ServiceAccountsPage } from "../pages/service-accounts-page.ts";

const cluster = "eks-frankfurt";
const account = "finance-runner";
const role = "arn:aws:iam::111122223333:role/slipway-orders-batch";
const other = "arn:aws:iam::111122223333:role/slipway-payments-batch";

/** A namespace that somebody made in the cluster, with a quota and a service account that has no role yet. */
async function makeNamespace(namespace: string, name = account) {
  const within = `/api/v1/namespaces/${namespace}`;
  const create = (path: string, object: object) => inCluster({ cluster, verb: "create", path, object });
  await create("/api/v1/namespaces", { metadata: { name: namespace } });
  await create(`${within}/resourcequotas`, {
    metadata: { name: "compute" },
    spec: { hard: { "requests.cpu": "4", "requests.memory": "8Gi", pods: "20" } },
  });
  await create(`${within}/serviceaccounts`, { metadata: { name } });
}
const annotated = async (namespace: string, name = account) => {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const { items } = await inCluster({ cluster, verb: "list", path });
  return items.find(({ metadata }) => metadata.name === name)?.metadata.annotations?.["eks.amazonaws.com/role-arn"];
};
const annotate = (namespace: string, value: string, name = account) =>
  inCluster({
    cluster,
    verb: "patch",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`,
    object: { metadata: { annotations: { "eks.amazonaws.com/role-arn": value } } },
  });

const begin = async ({ launch }: Person) => {
  await launch.open("Daily orders report");
  await launch.choose("cluster", cluster);
  await expect(launch.field("namespace")).toContainText("orders-batch");
};

test("an admin grants a namespace as found in the cluster, and the project's open form offers it; revoked, it says why not", async ({
  admin,
  engineer,
}) => {
  const namespace = "finance-batch";
  await makeNamespace(namespace);
  await begin(engineer);
  const { page, say } = admin;
  const list = new ServiceAccountsPage(page, say);
  await list.openNamespaces(cluster, namespace);
  await expect(list.row(namespace)).toContainText(say("namespaces.grantedToNobody"));
  await expect(list.row(namespace)).toContainText("0 of 4 cores");
  await expect(list.row(namespace)).toContainText("0 of 8 GiB");

  await list.choose(namespace, say("namespaces.grant"));
  await expectAccessible(page);
  await list.press(say("namespaces.grantNow"));
  await expect(list.dialog.getByText(say("namespaces.chooseProject"))).toBeVisible();
  await list.pick(say("namespaces.project"), "orders");
  await list.press(say("namespaces.grantNow"));
  await expect(list.dialog).toBeHidden();
  await expect(list.row(namespace).getByRole("listitem").filter({ hasText: "orders" })).toBeVisible();

  // The form was open all the time.
  const { launch } = engineer;
  await launch.field("namespace").click();
  await expect(launch.option(namespace)).toBeEnabled();
  await launch.option(namespace).click();
  await expect(
    engineer.page.getByText(engineer.say("preflight.no-service-account", { project: "orders", namespace })).first(),
  ).toBeVisible();

  await list.choose(namespace, say("namespaces.revoke", { project: "orders" }));
  await expect(list.dialog).toContainText(say("namespaces.revokeRuns", { count: 0 }));
  await expectAccessible(page);
  await list.press(say("namespaces.revokeNow"));
  await expect(list.row(namespace)).toContainText(say("namespaces.grantedToNobody"));
  await launch.field("namespace").click();
  await expect(launch.option(namespace)).toContainText(
    engineer.say("preflight.not-granted", { namespace, project: "orders" }),
  );
});

test("an admin sees an annotation that has drifted, reads the YAML, repairs it, and it is the same again", async ({
  admin,
  auditor,
}) => {
  const namespace = "risk-batch";
  await makeNamespace(namespace);
  const { page, say } = admin;
  const list = new ServiceAccountsPage(page, say);
  await list.grant(cluster, namespace, "orders");

  await annotate(namespace, other);
  await page.goto("/admin/service-accounts");
  await page.getByRole("button", { name: say("serviceAccounts.register") }).click();
  await list.pick(say("serviceAccounts.columnCluster"), cluster);
  await list.pick(say("serviceAccounts.columnNamespace"), namespace);
  await list.pick(say("serviceAccounts.columnProject"), "orders");
  await list.press(say("serviceAccounts.register"));
  await expect(list.dialog.getByText(say("serviceAccounts.roleField.wrong"))).toBeVisible();
  await list.dialog.getByLabel(say("serviceAccounts.columnName"), { exact: true }).fill(account);

  // It is in the cluster already: what its annotation says is proposed, and that this role lets somebody else in.
  const roleOf = list.dialog.getByRole("combobox", { name: say("serviceAccounts.roleField.label"), exact: true });
  await expect(roleOf).toContainText("slipway-payments-batch");
  await expect(list.dialog.getByText(say("serviceAccounts.roleField.proposed"))).toBeVisible();
  const statement = list.dialog.getByRole("region", { name: say("serviceAccounts.roleField.statement") });
  await expect(statement).toContainText(`system:serviceaccount:${namespace}:${account}`);
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const beyond = () => list.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  await expect.poll(beyond, "the dialog fits a phone").toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await list.press(say("serviceAccounts.roleField.type"));
  await expect(list.dialog.getByLabel(say("serviceAccounts.roleField.label"), { exact: true })).toHaveValue(other);
  await list.press(say("serviceAccounts.roleField.fromList"));
  await roleOf.click();
  await page.getByRole("option", { name: "slipway-orders-batch" }).click();
  await expect(roleOf).toContainText(say("serviceAccounts.roleField.trust.none"));
  await list.press(say("serviceAccounts.register"));
  await expect(list.dialog).toBeHidden();

  await page.goto(`/admin/service-accounts?search=${account}`);
  const row = list.row(account);
  await expect(row).toContainText(say("serviceAccounts.state.differs"));
  const names = { name: account, cluster };
  await row.getByRole("button", { name: say("serviceAccounts.repairNamed", names) }).click();
  await expect(list.dialog).toContainText(other);
  await expect(list.yaml).toContainText(`eks.amazonaws.com/role-arn: ${role}`);
  await expectAccessible(page);
  await list.press(say("serviceAccounts.apply.repair"));
  await expect(list.dialog).toBeHidden();
  await expect(row).toContainText(say("serviceAccounts.state.same"));
  expect(await annotated(namespace)).toBe(role);

  // Somebody changes it past Slipway.
  await annotate(namespace, other);
  await page.reload();
  await expect(row).toContainText(say("serviceAccounts.state.differs"));
  await page.goto("/admin/service-accounts?drift=true");
  await expect(row).toBeVisible();

  const seen = new ServiceAccountsPage(auditor.page, auditor.say);
  await auditor.page.goto(`/admin/service-accounts?search=${account}`);
  await seen
    .row(account)
    .getByRole("button", { name: say("serviceAccounts.repairNamed", names) })
    .click();
  await expect(seen.dialog).toContainText(other);
  await expect(seen.dialog.getByText(say("serviceAccounts.readOnly"))).toBeVisible();
  await expect(seen.dialog.getByRole("button", { name: say("serviceAccounts.apply.repair") })).toHaveCount(0);

  await row.getByRole("button", { name: say("serviceAccounts.repairNamed", names) }).click();
  // It changes once more while the admin reads what would be done.
  await expect(list.dialog).toContainText(other);
  await annotate(namespace, `${other}-2`);
  await list.press(say("serviceAccounts.apply.repair"));
  await expect(list.dialog.getByRole("alert")).toContainText("has changed in eks-frankfurt since this was shown");
  await list.press(say("serviceAccounts.lookAgain"));
  await expect(list.dialog).toContainText(`${other}-2`);
  await list.press(say("serviceAccounts.apply.repair"));
  await expect(list.dialog).toBeHidden();
  expect(await annotated(namespace)).toBe(role);
});

test("an admin registers a service account whose role EKS associates: it is chosen by itself, an annotation in its way is taken off, and an association that ends is told with what makes it", async ({
  admin,
}) => {
  const namespace = "stream-batch";
  const runner = "stream-runner";
  const of = { namespace, serviceAccount: runner };
  await makeNamespace(namespace, runner);
  await annotate(namespace, other, runner);
  await associate({ ...of, roleArn: role });
  const { page, say } = admin;
  const list = new ServiceAccountsPage(page, say);
  await list.grant(cluster, namespace, "orders");

  await page.goto("/admin/service-accounts");
  await page.getByRole("button", { name: say("serviceAccounts.register") }).click();
  await list.pick(say("serviceAccounts.columnCluster"), cluster);
  await list.pick(say("serviceAccounts.columnNamespace"), namespace);
  await list.pick(say("serviceAccounts.columnProject"), "orders");
  await list.dialog.getByLabel(say("serviceAccounts.columnName"), { exact: true }).fill(runner);
  const roleOf = list.dialog.getByRole("combobox", { name: say("serviceAccounts.roleField.label"), exact: true });
  await expect(roleOf).toContainText("slipway-orders-batch");
  await expect(roleOf).toContainText(say("serviceAccounts.roleField.trust.associated"));
  await expect(list.dialog.getByText(say("serviceAccounts.roleField.proposedByAssociation"))).toBeVisible();
  await expect(list.dialog.getByRole("checkbox")).toBeChecked();
  // The role in the company's account lets pods in by their web identity alone.
  await expect(list.dialog).toContainText(`does not let EKS Pod Identity in for ${runner} of ${namespace}`);
  await expectAccessible(page);
  await list.press(say("serviceAccounts.register"));
  await expect(list.dialog).toBeHidden();

  await page.goto(`/admin/service-accounts?search=${runner}`);
  const row = list.row(runner);
  const names = { name: runner, cluster };
  await expect(row).toContainText(say("serviceAccounts.roleByAssociation"));
  await row.getByRole("button", { name: say("serviceAccounts.repairNamed", names) }).click();
  await expect(list.yaml).toContainText("eks.amazonaws.com/role-arn: null");
  await list.press(say("serviceAccounts.apply.repair"));
  await expect(list.dialog).toBeHidden();
  await expect(row).toContainText(say("serviceAccounts.state.same"));
  expect(await annotated(namespace, runner)).toBeUndefined();

  await associate({ ...of, roleArn: null });
  await page.reload();
  await expect(row).toContainText(say("serviceAccounts.state.association-absent"));
  await row.getByRole("button", { name: say("serviceAccounts.associateNamed", names) }).click();
  const command = list.dialog.getByRole("region", { name: say("serviceAccounts.association.command") });
  await expect(command).toContainText("aws eks create-pod-identity-association");
  await expect(command).toContainText(`--role-arn ${role}`);
  await expectAccessible(page);
});

test("a service account is asked for where a project has none; the admin chooses its role from what the account lists and approves", async ({
  admin,
  engineer,
}) => {
  const namespace = "audit-batch";
  await makeNamespace(namespace);
  const { page, say, requests } = admin;
  const list = new ServiceAccountsPage(page, say);
  await list.grant(cluster, namespace, "orders");

  await begin(engineer);
  await engineer.launch.field("namespace").click();
  await engineer.launch.option(namespace).click();
  await engineer.page
    .getByRole("button", { name: engineer.say("requestAccess.button") })
    .first()
    .click();
  await expect(engineer.requests.dialog).toContainText(namespace);
  await engineer.requests.send("The auditors' report runs there from now on.");

  await requests.open();
  await requests.row(namespace).click();
  await requests.approveButton.click();
  await expect(requests.detail.getByText(say("serviceAccounts.roleField.wrong"))).toBeVisible();
  const roleOf = requests.detail.getByRole("combobox", { name: say("serviceAccounts.roleField.label"), exact: true });
  await roleOf.click();
  await page.getByRole("option", { name: "slipway-orders-batch" }).click();
  await expect(requests.detail).toContainText(`system:serviceaccount:${namespace}:`);
  await expectAccessible(page);
  await requests.approveButton.click();
  await expect(requests.row(namespace)).toHaveCount(0);

  await page.goto("/admin/service-accounts?search=audit-runner");
  await expect(list.row("audit-runner")).toContainText("slipway-orders-batch");
});

test("what a row's menu opens stands over the list, which does not lead away from it", async ({ admin }) => {
  const { page, say } = admin;
  const list = new ServiceAccountsPage(page, say);
  await page.goto("/admin/service-accounts?search=orders-batch-runner");
  const actions = say("serviceAccounts.actionsOf", { name: "orders-batch-runner", cluster });
  await page.getByRole("button", { name: actions }).click();
  await page.getByRole("menuitem", { name: say("serviceAccounts.changeIdentity") }).click();
  await expect(list.dialog.getByRole("button", { name: say("ui.cancel") })).toBeVisible();
  await list.dialog.getByRole("button", { name: say("ui.cancel") }).click();
  await expect(list.dialog).toBeHidden();
  await expect(page.getByRole("button", { name: actions })).toBeFocused();
  await expect(page).toHaveURL(/\/admin\/service-accounts\?search=/);
});
