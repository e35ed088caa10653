import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { portalActions } from "./portal-actions.ts";
import { portalPolicy } from "./portal-policy.ts";

const folder = new URL("./", import.meta.url);
const sources = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(new URL(file, folder), "utf8"));

/** Calls that take no permission of the account's policy, or that nothing in the product makes. */
const needNone = new Set([
  "GetCallerIdentityCommand",
  // Allowed by the role that is assumed; the account of the role has the say.
  "AssumeRoleCommand",
  // Nothing in the product removes an object yet: whoever makes it do so adds s3:DeleteObject.
  "DeleteObjectCommand",
]);

test("every call of the SDK has its action in the list, and the list has no action that nothing calls", () => {
  const imported = sources.flatMap((source) =>
    [...source.matchAll(/import \{([^}]*)\} from "@aws-sdk\/(?:client-|lib-storage)[^"]*"/g)].flatMap(
      ([, names = ""]) => [...names.matchAll(/\b(?:paginate\w+|\w+Command|Upload)\b/g)].map(([name]) => name),
    ),
  );
  const listed = new Set(portalActions.flatMap(({ calls }) => calls));
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((call) => !listed.has(call) && !needNone.has(call))).toEqual([]);
  const called = new Set(imported);
  expect(portalActions.filter(({ calls }) => !calls.some((call) => called.has(call)))).toEqual([]);
});

test("the policy allows exactly the list, and the objects of the mapped buckets alone", () => {
  const scope = { accountId: "111122223333", region: "eu-central-1", buckets: ["acme-orders-eu", "acme-logs-eu"] };
  const { Statement } = JSON.parse(portalPolicy(scope)) as {
    Statement: { Effect: string; Action: string[]; Resource: string | string[] }[];
  };
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual(portalActions.map(({ action }) => action).sort());
  const objects = Statement.find(({ Action }) => Action.includes("s3:PutObject"));
  expect(objects?.Resource).toEqual(["arn:aws:s3:::acme-orders-eu/*", "arn:aws:s3:::acme-logs-eu/*"]);
  expect(JSON.stringify(Statement)).not.toMatch(/GetSecretValue|"s3:\*"|Delete/);
});

test("another partition has ARNs of its own", () => {
  expect(portalPolicy({ accountId: "111122223333", region: "cn-north-1", buckets: [] })).toContain(
    "arn:aws-cn:ecr:*:111122223333:repository/*",
  );
});
