import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobNamed, podNamed, startTestCluster, type TestCluster } from "./test-cluster.ts";

let cluster: TestCluster;
let maps: string;
let namespace: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  namespace = await cluster.namespace();
  maps = `/api/v1/namespaces/${namespace}/configmaps`;
}, 120_000);
afterAll(() => cluster.stop());

const map = (name: string, data: Record<string, string> = { a: "1" }, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  data,
});

describe("refusals", () => {
  const jobs = () => `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const pods = () => `/api/v1/namespaces/${namespace}/pods`;
  const subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const cases: [string, () => string, object, number, string, string | RegExp][] = [
    [
      "a name that is none",
      () => maps,
      map("Not_Valid"),
      422,
      "Invalid",
      `ConfigMap "Not_Valid" is invalid: metadata.name: Invalid value: "Not_Valid": ${subdomain}`,
    ],
    [
      "no name",
      () => maps,
      { metadata: {} },
      422,
      "Invalid",
      /metadata\.name: Required value: name or generateName is required$/,
    ],
    [
      "a label that is none",
      () => maps,
      map("l", {}, { labels: { a: "b c" } }),
      422,
      "Invalid",
      /metadata\.labels: Invalid value: "b c": a valid label must be an empty string or consist of/,
    ],
    [
      "an absent namespace",
      () => "/api/v1/namespaces/absent/configmaps",
      map("x"),
      404,
      "NotFound",
      'namespaces "absent" not found',
    ],
    [
      "another namespace in the body",
      () => maps,
      map("x", {}, { namespace: "other" }),
      400,
      "BadRequest",
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "a pod without containers",
      pods,
      podNamed("x", { containers: [] }),
      422,
      "Invalid",
      'Pod "x" is invalid: spec.containers: Required value',
    ],
    [
      "a container without an image",
      pods,
      podNamed("x", { containers: [{ name: "a" }] }),
      422,
      "Invalid",
      'Pod "x" is invalid: spec.containers[0].image: Required value',
    ],
    [
      "a mount of no volume",
      pods,
      podNamed("x", { containers: [{ name: "a", image: "b", volumeMounts: [{ name: "v", mountPath: "/v" }] }] }),
      422,
      "Invalid",
      'Pod "x" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "v"',
    ],
    [
      "two containers of one name",
      pods,
      podNamed("x", {
        containers: [
          { name: "a", image: "b" },
          { name: "a", image: "b" },
        ],
      }),
      422,
      "Invalid",
      'Pod "x" is invalid: spec.containers[1].name: Duplicate value: "a"',
    ],
    [
      "a request over its limit",
      pods,
      podNamed("x", {
        containers: [{ name: "a", image: "b", resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }],
      }),
      422,
      "Invalid",
      'Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
    [
      "a Job that restarts always",
      jobs,
      jobNamed("x", {}, { restartPolicy: "Always" }),
      422,
      "Invalid",
      'Job.batch "x" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      "a negative backoffLimit",
      jobs,
      jobNamed("x", { backoffLimit: -1 }),
      422,
      "Invalid",
      'Job.batch "x" is invalid: spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      "a Job whose name is too long for a label",
      jobs,
      jobNamed("x".repeat(64)),
      422,
      "Invalid",
      /must be no more than 63 bytes/,
    ],
  ];
  test.each(cases)("refuses %s", async (_, path, body, status, reason, message) => {
    const answer = await cluster.post(path(), body);
    expect(answer.body).toMatchObject({ kind: "Status", status: "Failure", code: status, reason });
    expect(answer.status).toBe(status);
    if (typeof message === "string") expect(answer.body.message).toBe(message);
    else expect(answer.body.message).toMatch(message);
  });

  test("names the field of every broken rule in the causes", async () => {
    const { body } = await cluster.post(pods(), podNamed("x", { containers: [{ name: "a" }, { name: "b" }] }));
    expect(body.message).toBe(
      'Pod "x" is invalid: [spec.containers[0].image: Required value, spec.containers[1].image: Required value]',
    );
    expect(body.details).toEqual({
      name: "x",
      kind: "Pod",
      causes: [0, 1].map((index) => ({
        reason: "FieldValueRequired",
        message: "Required value",
        field: `spec.containers[${index}].image`,
      })),
    });
  });

  test.each([
    ["an unknown kind", "/api/v1/namespaces/default/gizmos"],
    ["an unknown group", "/apis/example.org/v1/gizmos"],
    ["an unknown path", "/no/such/path"],
  ])("answers %s with 404", async (_, path) => {
    expect((await cluster.get(path)).status).toBe(404);
  });

  test("answers a missing object with its name and kind", async () => {
    const { body } = await cluster.get(`${jobs()}/absent`);
    expect(body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: 'jobs.batch "absent" not found',
      reason: "NotFound",
      details: { name: "absent", group: "batch", kind: "jobs" },
      code: 404,
    });
  });
});
