import { expect, test } from "vitest";
import { decode } from "#lib/clusters/kubernetes-json.ts";
import { podCreationTrouble } from "./pod-trouble.ts";

const event = (message: string, lastTimestamp: string, reason = "FailedCreate") =>
  decode("Event", {
    metadata: { name: "e", uid: lastTimestamp },
    involvedObject: { kind: "Job", name: "sw-x-1" },
    type: "Warning",
    reason,
    message,
    lastTimestamp,
  });

const quota =
  'Error creating: pods "sw-x-1-k" is forbidden: exceeded quota: batch, requested: requests.cpu=2, used: 3, limited: 4';
const security =
  'Error creating: pods "sw-x-1-k" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
const account =
  'Error creating: pods "sw-x-1-k" is forbidden: error looking up service account orders/x: serviceaccount "x" not found';

test.each([
  [quota, "quota", 600],
  [security, "pod-security", 0],
  [account, "pod-create", 120],
])("what keeps a Job from making its pod is told: %s", (message, code, patienceSeconds) => {
  const trouble = podCreationTrouble([event(message, "2026-03-01T10:00:00Z")]);
  expect(trouble).toEqual({ code, params: { message: message.replace("Error creating: ", "") }, patienceSeconds });
});

test("the newest event counts, in whatever order they come", () => {
  const events = [event(quota, "2026-03-01T10:05:00Z"), event(account, "2026-03-01T10:00:00Z")];
  expect(podCreationTrouble(events)?.code).toBe("quota");
});

test("other events are no trouble", () => {
  expect(
    podCreationTrouble([event("Created pod: sw-x-1-k", "2026-03-01T10:00:00Z", "SuccessfulCreate")]),
  ).toBeUndefined();
});
