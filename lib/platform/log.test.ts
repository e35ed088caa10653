import { expect, test } from "vitest";
import { redact } from "./log.ts";

const tokens = [
  "https://sts.amazonaws.com/?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261122&X-Amz-Signature=0123456789abcdef",
  "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8",
  "Authorization: Bearer abcdefghijklmnop.qrstuv",
  "authorization: Basic QVdTOnNlY3JldHNlY3JldA==",
  "postgres://slipway:hunter2hunter2@127.0.0.1:5432/slipway",
  "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl",
  "hvs.CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY",
  "AKIAIOSFODNN7EXAMPLE",
];
const secretParts = [
  "0123456789abcdef",
  "aHR0cHM6",
  "abcdefghijklmnop",
  "QVdTOnNlY3JldHNlY3JldA",
  "hunter2",
  "c2lnbmF0dXJl",
  "CAESIJlU9",
  "AKIAIOSFODNN7",
];

test("what looks like a credential never passes into a log line", () => {
  const line = redact(tokens.join(" | "));
  for (const part of secretParts) expect(line).not.toContain(part);
});

test("an ordinary message stays as it is", () => {
  const message = "the cluster dc-frankfurt does not answer: connect ECONNREFUSED 127.0.0.1:6443";
  expect(redact(message)).toBe(message);
});
