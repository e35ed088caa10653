import { describe, expect, test } from "vitest";
import { classifyAwsError } from "./aws-error.ts";

function sdkError(name: string, status: number, message = "") {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

describe("an AWS error", () => {
  test.each([
    ["SlowDown", 503],
    ["InternalError", 500],
    ["ThrottlingException", 400],
    ["TooManyRequestsException", 429],
    ["RequestTimeout", 400],
    ["IDPCommunicationError", 400],
    ["Whatever", 502],
  ])("%s %i is worth another try", (name, status) => {
    expect(classifyAwsError(sdkError(name, status))).toEqual({ retry: `${status} ${name}` });
  });

  test.each(["ECONNRESET", "ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN"])(
    "%s is worth another try",
    (code) => {
      expect(classifyAwsError(Object.assign(new Error("x"), { code }))).toEqual({ retry: code });
      const wrapped = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
      expect(classifyAwsError(wrapped)).toEqual({ retry: code });
    },
  );

  test.each([
    ["NoSuchKey", 404, "missing"],
    ["NoSuchVersion", 404, "missing"],
    ["MethodNotAllowed", 405, "missing"],
    ["ResourceNotFoundException", 400, "missing"],
    ["AccessDenied", 403, "denied"],
    ["AccessDeniedException", 400, "denied"],
    ["InvalidAccessKeyId", 403, "denied"],
    ["ExpiredToken", 400, "denied"],
    ["SomethingNew", 403, "denied"],
    ["PermanentRedirect", 301, "configuration"],
    ["ValidationException", 400, "configuration"],
  ])("%s %i is %s", (name, status, kind) => {
    expect(classifyAwsError(sdkError(name, status))).toMatchObject({ kind, code: name });
  });

  test("that is a refusal names the principal and the reason AWS gives, and no more", () => {
    const role = "arn:aws:sts::111122223333:assumed-role/slipway-orders-batch/pod";
    const message = `User: ${role} is not authorized to perform: secretsmanager:GetSecretValue on resource: x because no identity-based policy allows the secretsmanager:GetSecretValue action`;
    expect(classifyAwsError(sdkError("AccessDeniedException", 400, message))).toMatchObject({
      detail: ` for role ${role}, because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    });
    const user = "arn:aws:iam::000000000000:user/orders";
    expect(
      classifyAwsError(
        sdkError(
          "AccessDenied",
          403,
          `User: ${user} is not authorized to perform: s3:GetObject on resource: "x" with an explicit deny in a resource-based policy`,
        ),
      ),
    ).toMatchObject({ detail: ` for ${user}, with an explicit deny in a resource-based policy` });
    expect(classifyAwsError(sdkError("AccessDenied", 403, "Access Denied"))).toMatchObject({ detail: "" });
  });
});
