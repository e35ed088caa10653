import { expect, test } from "vitest";
import { RequestTimeout } from "#lib/platform/http-request.ts";
import { says } from "#lib/platform/say.ts";
import { networkError, statusError } from "./kubernetes-error.ts";

const what = says("do.create", { object: "Job orders/sw-1-1" });
const asked = (method: string) => ({ cluster: "dc-frankfurt", method, path: "/x", what });
const systemError = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ["GET", systemError("ECONNRESET"), "unreachable"],
  ["POST", systemError("ECONNRESET"), "timeout"],
  ["POST", systemError("ECONNREFUSED"), "unreachable"],
  ["POST", systemError("ERR_TLS_CERT_ALTNAME_INVALID"), "unreachable"],
  ["DELETE", systemError("EPIPE"), "timeout"],
  ["POST", new RequestTimeout("late"), "timeout"],
])("%s that ends in %s is %s: a write that may have been sent is of unknown outcome", (method, error, code) => {
  expect(networkError(asked(method), error)).toMatchObject({ code, details: { cluster: "dc-frankfurt" } });
});

test("what is no network failure is passed on untouched", () => {
  const bug = new TypeError("bug");
  expect(networkError(asked("GET"), bug)).toBe(bug);
});

const forbidden = (message: string) => JSON.stringify({ kind: "Status", reason: "Forbidden", message });

test.each([
  [401, "", "denied"],
  [403, forbidden('jobs.batch is forbidden: User "slipway" cannot create resource "jobs"'), "denied"],
  [403, forbidden('jobs.batch "a" is forbidden: exceeded quota: compute, requested: count/jobs.batch=1'), "refused"],
  [403, forbidden('pods "a" is forbidden: violates PodSecurity "restricted:latest"'), "refused"],
  [404, "404 page not found", "not-found"],
  [409, JSON.stringify({ reason: "AlreadyExists", message: "exists" }), "conflict"],
  [410, JSON.stringify({ reason: "Expired" }), "conflict"],
  [422, JSON.stringify({ message: "spec.template: Required value" }), "invalid"],
  [302, "", "unavailable"],
  [503, "upstream", "unavailable"],
])("%i %s is %s, and names the cluster", (status, body, code) => {
  const error = statusError(asked("POST"), status, body);
  expect(error).toMatchObject({ code, details: { cluster: "dc-frankfurt", status } });
  expect(error.publicMessage).toContain("dc-frankfurt");
});

test("how long a busy server asks to wait is kept", () => {
  expect(statusError(asked("GET"), 429, "", "7")).toMatchObject({
    code: "rate-limited",
    details: { retryAfterSeconds: 7 },
  });
});
