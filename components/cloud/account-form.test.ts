import { expect, test } from "vitest";
import { AwsAccountConfig, AwsCredential, DatacenterAccountConfig, DatacenterCredential } from "#lib/cloud/schema.ts";
import { type AccountForm, accountProblems, emptyAccount, reachOf } from "./account-form.ts";

const aws: AccountForm = {
  ...emptyAccount,
  name: "acme-eu",
  accountId: "111122223333",
  initTag: "0.1.0",
  accessKeyId: " AKIAEXAMPLE ",
  secretAccessKey: "not-a-secret",
};
const datacenter: AccountForm = {
  ...aws,
  kind: "datacenter",
  s3Endpoint: "https://s3.example.com",
  registryUrl: "https://registry.example.com",
  vaultAddress: "https://vault.example.com:8200",
  secretMounts: "secret/, batch",
  vaultToken: "token",
};

test("a whole form has no problem and is what the commands take", () => {
  expect(accountProblems(aws)).toEqual({});
  const { config, credential } = reachOf(aws);
  expect(AwsAccountConfig.parse(config)).not.toHaveProperty("endpoint");
  expect(AwsCredential.parse(credential)).toEqual({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "not-a-secret" });
  expect(accountProblems(datacenter)).toEqual({});
  const dc = reachOf(datacenter);
  expect(DatacenterAccountConfig.parse(dc.config).vault.secretMounts).toEqual(["secret", "batch"]);
  expect(DatacenterCredential.parse(dc.credential)).not.toHaveProperty("registry");
});

test("a role alone takes no key, and its ARN", () => {
  const role = { ...aws, signIn: "role" as const, roleArn: "arn:aws:iam::111122223333:role/slipway" };
  expect(accountProblems(role)).toEqual({});
  expect(reachOf(role).credential).toEqual({ roleArn: role.roleArn });
  expect(accountProblems({ ...role, roleArn: "" })).toEqual({ roleArn: "required" });
  expect(accountProblems({ ...role, roleArn: "slipway" })).toEqual({ roleArn: "roleArn" });
});

test("each field says what it lacks", () => {
  expect(accountProblems(emptyAccount)).toEqual({
    name: "required",
    accountId: "required",
    initTag: "required",
    accessKeyId: "required",
    secretAccessKey: "required",
  });
  expect(accountProblems({ ...aws, name: "Acme EU", accountId: "1111", endpoint: "localhost:4566" })).toEqual({
    name: "name",
    accountId: "accountId",
    endpoint: "url",
  });
  expect(accountProblems({ ...datacenter, secretMounts: "a/b", vaultAddress: "vault" })).toEqual({
    secretMounts: "mounts",
    vaultAddress: "url",
  });
  expect(accountProblems({ ...datacenter, vaultAddress: "", vaultToken: "" }, "credential")).toEqual({
    vaultToken: "required",
  });
});
