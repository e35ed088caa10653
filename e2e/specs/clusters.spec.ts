import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../fixtures/accessible.ts";
import { cutOff, launch, readCompany } from "../fixtures/company.ts";
import { englishWords } from "../fixtures/english-words.ts";
import { type Person, pagesOf } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Words } from "../fixtures/words.ts";

// The later ones begin where the earlier ones end.
test.describe.configure({ mode: "serial", timeout: 180_000 });

/** The three steps of a registration, as somebody meets them. */
function registration(page: Page, say: Words) {
  const words = (key: string, values?: Record<string, string | number>) => say(`clusters.${key}`, values);
  const button = (key: string, values?: Record<string, string | number>) =>
    page.getByRole("button", { name: words(key, values), exact: true });
  const field = (key: string) => page.getByLabel(new RegExp(`^${escaped(words(`form.${key}`))}( \\*)?$`));
  const choose = async (key: string, option: string) => {
    await page.getByRole("combobox", { name: words(`form.${key}`) }).click();
    await page.getByRole("option", { name: option }).click();
  };
  const next = () => page.getByRole("button", { name: say("ui.steps.next") }).click();
  return {
    words,
    button,
    field,
    choose,
    alert: page.getByRole("main").getByRole("alert"),
    back: () => page.getByRole("button", { name: say("ui.steps.back") }).click(),
    next,
    begin: async (type: "datacenter" | "eks" | "eksRestricted") => {
      await page.goto("/admin/clusters");
      await page.getByRole("link", { name: words("register"), exact: true }).click();
      await page
        .getByRole("radio", {
          name: new RegExp(`^${escaped(words(`type.${type}`))} ?${escaped(words(`type.${type}Text`))}`),
        })
        .check();
      await next();
    },
    check: () => button("step.start").click(),
    right: (name: string): Locator => page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) }),
  };
}
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const unregistered = () => {
  const { unregistered: found } = readCompany();
  if (!found) throw new Error("The company has no further cluster");
  return found;
};
const base64 = (text: string) => Buffer.from(text).toString("base64");
const kubeconfig = (user: object) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "berlin",
    contexts: [
      { name: "berlin", context: { cluster: "berlin", user: "portal" } },
      { name: "by-program", context: { cluster: "berlin", user: "program" } },
    ],
    clusters: [
      {
        name: "berlin",
        cluster: { server: unregistered().server, "certificate-authority-data": base64(unregistered().ca) },
      },
    ],
    users: [
      { name: "portal", user },
      { name: "program", user: { exec: { command: "aws", args: ["eks", "get-token"] } } },
    ],
  });

const seesAnswering = async ({ page, say }: Person, name: string) => {
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByText(say("clusters.health.answers"))).toBeVisible({ timeout: 60_000 });
};

test("an admin registers a data centre's cluster from a kubeconfig: a program is refused by name, a wrong token in words, missing rights with the RBAC to copy", async ({
  admin,
}) => {
  const { page, say } = admin;
  const form = registration(page, say);
  const { tokens, server } = unregistered();
  await form.begin("datacenter");

  await test.step("what is left out is said at its field", async () => {
    await form.check();
    await expect(form.field("name")).toHaveAccessibleDescription(new RegExp(form.words("form.required")));
    await expect(form.field("token")).toHaveAccessibleDescription(new RegExp(form.words("form.required")));
  });

  await test.step("a kubeconfig shows what would be taken, and what is refused", async () => {
    await form.button("import.open").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(form.words("import.field")).fill(kubeconfig({ token: "a-wrong-token" }));
    const program = dialog.getByRole("region", { name: "by-program" });
    await expect(program).toContainText("users.program.exec runs a program");
    await expect(program.getByRole("button")).toHaveCount(0);
    const own = dialog.getByRole("region", { name: "berlin" });
    await expect(own).toContainText(server);
    await own.getByRole("button", { name: form.words("import.takeContext", { name: "berlin" }) }).click();
    await expect(dialog).toBeHidden();
    await expect(form.field("server")).toHaveValue(server);
  });

  await form.field("name").fill("dc-berlin");
  await form.choose("account", "dc-frankfurt");
  await expect(form.field("region")).toHaveValue("eu-central-1");

  await test.step("a wrong token is told in words", async () => {
    await form.check();
    await expect(form.alert).toContainText(form.words("failure.denied"));
    await expect(form.alert).toContainText("does not accept Slipway's credential");
    await form.back();
    await expect(form.field("name")).toHaveValue("dc-berlin");
  });

  await test.step("what a credential without rights lacks is listed, with the RBAC to apply", async () => {
    await form.field("token").fill(tokens.none);
    await form.check();
    await expect(form.right("get, create, patch, delete jobs")).toContainText(form.words("report.nowhere"));
    const yaml = page.getByRole("region", { name: form.words("report.rbac"), exact: true });
    await expect(yaml).toContainText("kind: ClusterRoleBinding");
    await expect(yaml).toContainText('name: "newcomer"');
    await expect(form.button("form.registerAnyway")).toHaveCount(0);
    await form.back();
  });

  await test.step("a draft survives a reload, without the credential", async () => {
    await page.reload();
    await expect(page.getByText(form.words("form.credentialGone"))).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
      tokens.none,
    );
    await form.next();
    await expect(form.field("server")).toHaveValue(server);
    await expect(form.field("token")).toHaveValue("");
  });

  await form.field("token").fill(tokens.full);
  await form.check();
  await expect(page.getByText(form.words("report.allThere"))).toBeVisible();
  await expect(page.getByRole("main")).toContainText("analytics-batch");
  await form.choose("residency", "EU");
  await form.choose("logBucket", "acme-slipway-logs-dc");
  await form.button("form.register").click();
  await seesAnswering(admin, "dc-berlin");
  await expect(page.getByText(form.words("report.allThere"))).toBeVisible();
});

for (const [type, account, name, residency] of [
  ["eks", "acme-eu", "eks-munich", "EU"],
  ["eksRestricted", "acme-us", "eks-ohio", "US"],
] as const)
  test(`an admin registers ${name} by choosing it from what its account lists`, async ({ admin }) => {
    const { page, say } = admin;
    const form = registration(page, say);
    await form.begin(type);
    await form.choose("account", account);
    await form.choose("eksClusterName", name);
    await expect(form.field("name")).toHaveValue(name);
    await form.check();
    await expect(page.getByText(form.words("report.allThere"))).toBeVisible();
    await form.choose("residency", residency);
    await form.choose("logBucket", `acme-slipway-logs-${residency.toLowerCase()}`);
    await form.button("form.register").click();
    await seesAnswering(admin, name);
  });

test("a cluster that is registered already is refused and named; an address of Slipway's own machine is not connected to", async ({
  admin,
  company,
}) => {
  const { page, say } = admin;
  const form = registration(page, say);
  await form.begin("eks");
  await form.choose("account", "acme-eu");
  await form.choose("eksClusterName", "eks-frankfurt");
  await form.check();
  await expect(form.alert).toContainText(form.words("failure.conflict"));
  await expect(form.alert.getByRole("link", { name: "eks-frankfurt" })).toBeVisible();

  await form.begin("datacenter");
  await form.choose("account", "dc-frankfurt");
  await form.field("name").fill("not-a-cluster");
  await form.field("ca").fill(unregistered().ca);
  await form.field("token").fill("t");
  for (const server of [
    "https://169.254.169.254",
    "https://[::1]:6443",
    company.portalUrl.replace("http:", "https:"),
  ]) {
    await form.field("server").fill(server);
    await form.check();
    await expect(form.alert).toContainText(form.words("failure.refused"));
    await expect(form.alert).toContainText("SLIPWAY_ALLOWED_ADDRESSES");
    await form.back();
  }
});

test("a cluster's address is changed once the same cluster answered there; another one, and one of Slipway's own, are refused and nothing typed is lost", async ({
  admin,
}) => {
  const { page, say } = admin;
  const form = registration(page, say);
  const { server, ca, tokens, another } = unregistered();
  await page.goto("/admin/clusters/dc-berlin");
  await form.button("change.button").click();
  const dialog = page.getByRole("dialog");
  const alert = dialog.getByRole("alert");
  await expect(form.field("server")).toHaveValue(server);
  await expect(form.field("ca")).toHaveValue(ca);

  await form.button("change.check").click();
  await expect(form.field("token")).toHaveAccessibleDescription(new RegExp(form.words("form.required")));
  await form.field("token").fill(tokens.full);

  await form.field("server").fill(another.server);
  await form.field("ca").fill(another.ca);
  await form.button("change.check").click();
  await expect(alert).toContainText("is another cluster than dc-berlin");
  await expect(form.button("change.change")).toHaveCount(0);

  await form.field("server").fill("https://169.254.169.254");
  await form.button("change.check").click();
  await expect(alert).toContainText("SLIPWAY_ALLOWED_ADDRESSES");
  await expect(form.field("token")).toHaveValue(tokens.full);
  await expectAccessible(page);

  // The same machine by its other name.
  const moved = server.replace("127.0.0.1", "localhost");
  await form.field("server").fill(moved);
  await form.field("ca").fill(ca);
  await form.button("change.check").click();
  await expect(dialog.getByText(form.words("report.allThere"))).toBeVisible();
  await form.button("change.change").click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(moved).first()).toBeVisible();
  await seesAnswering(admin, "dc-berlin");
});

test("a cluster that stops answering says so and since when on a page that is open, and then that it answers again", async ({
  admin,
}) => {
  const { page, say } = admin;
  await page.goto("/admin/clusters/dc-berlin");
  await seesAnswering(admin, "dc-berlin");
  // What the page asks of the cluster itself has no answer meanwhile, and it says so.
  admin.expectProblem(/cluster\.inspect/);
  await cutOff(true);
  try {
    await expect(page.getByText(say("clusters.health.trouble"))).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(say("clusters.staleSince"))).toBeVisible();
  } finally {
    await cutOff(false);
  }
  await seesAnswering(admin, "dc-berlin");
});

test("a credential is rotated once it was tried, and a retired cluster is out of the way with its history", async ({
  admin,
}) => {
  const { page, say } = admin;
  const form = registration(page, say);
  const { tokens } = unregistered();
  await page.goto("/admin/clusters/dc-berlin");
  const dialog = page.getByRole("dialog");

  await form.button("rotate.button").click();
  await dialog.getByLabel(new RegExp(`^${form.words("form.token")}`)).fill(tokens.none);
  await form.button("rotate.rotate").click();
  await expect(dialog.getByRole("alert")).toContainText("does not let the new credential do all");
  await dialog.getByLabel(new RegExp(`^${form.words("form.token")}`)).fill(tokens.next);
  await form.button("rotate.rotate").click();
  await expect(dialog).toBeHidden();
  await seesAnswering(admin, "dc-berlin");

  await form.button("retire.button").click();
  await expect(form.button("retire.retire")).toBeDisabled();
  await dialog.getByRole("textbox").fill("dc-berlin");
  await form.button("retire.retire").click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(form.words("retiredHistory"))).toBeVisible();
  await page.goto("/admin/clusters");
  await expect(page.getByRole("link", { name: "eks-munich" })).toBeVisible();
  await expect(page.getByRole("link", { name: "dc-berlin" })).toHaveCount(0);
  await page.getByRole("button", { name: form.words("showRetired") }).click();
  await expect(page.getByRole("link", { name: "dc-berlin" })).toBeVisible();
});

test("what still uses a cluster is listed before it is retired, and a run that is under way forbids it", async ({
  admin,
  engineer,
}) => {
  const long = { login: "engineer@orders", project: "orders", job: "Long count" } as const;
  const runId = await launch({ ...long, cluster: "eks-virginia", args: ["3000"] });
  const { page, say } = admin;
  const form = registration(page, say);
  await page.goto("/admin/clusters/eks-virginia");
  await expect(page.getByRole("link", { name: /orders \/ Long count/ }).first()).toBeVisible();
  await form.button("retire.button").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("orders / Long count");
  await dialog.getByRole("textbox").fill("eks-virginia");
  await expect(form.button("retire.retire")).toBeDisabled();
  await engineer.run.open(runId);
  await engineer.run.stop();
});

test("the registration is Chinese", async ({ admin, company }) => {
  const { page, context } = admin;
  await context.addCookies([{ name: "locale", value: "zh-CN", url: company.portalUrl }]);
  const { say } = pagesOf(page, "zh-CN");
  const form = registration(page, say);
  await form.begin("datacenter");
  await form.check();
  await expect(form.field("name")).toHaveAccessibleDescription(new RegExp(form.words("form.required")));
  await expect.poll(() => englishWords(page)).toEqual([]);
});
