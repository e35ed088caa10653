import { expect, test } from "vitest";
import { associationCommand } from "./association-command.ts";

const of = {
  region: "eu-central-1",
  clusterName: "batch",
  namespace: "orders-batch",
  serviceAccount: "runner",
  roleArn: "arn:aws:iam::111122223333:role/jobs/orders",
};

test("an association that is missing is created, one that is there is changed", () => {
  expect(associationCommand(of)).toBe(
    [
      "aws eks create-pod-identity-association \\",
      "  --region eu-central-1 \\",
      "  --cluster-name batch \\",
      "  --namespace orders-batch \\",
      "  --service-account runner \\",
      "  --role-arn arn:aws:iam::111122223333:role/jobs/orders",
    ].join("\n"),
  );
  expect(associationCommand(of, "a-1")).toMatch(
    /^aws eks update-pod-identity-association .*--association-id a-1 .*--role-arn/s,
  );
  expect(associationCommand(of, "a-1")).not.toContain("--namespace");
});

test("what somebody typed is one word to the shell", () => {
  const roleArn = "arn:aws:iam::111122223333:role/x; rm -rf '$HOME'";
  expect(associationCommand({ ...of, roleArn })).toContain(
    String.raw`--role-arn 'arn:aws:iam::111122223333:role/x; rm -rf '\''$HOME'\'''`,
  );
});
