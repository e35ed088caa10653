import { describe, expect, test } from "vitest";
import type { V1Container } from "#lib/clusters/kubernetes-objects.ts";
import { datacenter } from "#lib/clusters/types/datacenter.ts";
import { clusterTypes } from "#lib/clusters/types/registry.ts";
import { sha256Hex } from "#lib/platform/crypto.ts";
import type { CompileInput, JobType, JobTypeName } from "../job-type.ts";
import { PodJobSpec } from "../schema.ts";
import { jobTypes } from "./registry.ts";

const digest = (name: string) => `registry.example/${name}@sha256:${sha256Hex(name)}`;
const resources = { cpuRequestMillis: 100, cpuLimitMillis: 500, memoryRequestMiB: 128, memoryLimitMiB: 1024 };
const common = { image: { repository: "orders/report", tag: "1.4" }, resources };

/** One spec of each type: a new type adds its own here. */
const specs: Record<JobTypeName, Record<string, unknown>[]> = {
  container: [common, { ...common, command: ["/bin/report", "--price=$(COST)"] }],
  python: [
    { ...common, program: { kind: "inline", code: "print('hello')\n" } },
    { ...common, program: { kind: "file", path: "bin/report.py" } },
  ],
};

const secret = { store: "vault" as const, id: "secret/orders/db", file: "db-password" };
const file = { bucket: "dc-orders", key: "in/orders.csv", path: "orders.csv" };

function input(spec: unknown, changes: Partial<CompileInput<PodJobSpec>> = {}): CompileInput<PodJobSpec> {
  return {
    runId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001",
    attempt: 1,
    project: "orders",
    jobId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002",
    cluster: datacenter,
    namespace: "orders-batch",
    serviceAccount: { name: "orders", roleArn: null, accessKeySecret: "s3-key", vaultRole: "orders" },
    image: digest("orders/report"),
    initImage: digest("slipway/init"),
    init: {
      deadlineSeconds: 600,
      filesDir: "/slipway/files",
      secretsDir: "/slipway/secrets",
      files: [file],
      secrets: [secret],
    },
    cloudEnv: { AWS_REGION: "eu-central-1" },
    spec: spec as PodJobSpec,
    choices: {
      image: { repositoryId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0003", tag: "1.4" },
      files: [{ key: file.key, path: file.path }],
      secrets: [{ resourceId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0004", file: secret.file, env: "DB_PASSWORD_FILE" }],
      args: ["--day", "$(DAY)"],
      env: [{ name: "DAY", value: "monday" }],
      resources,
      deadlineMinutes: 30,
      retries: 0,
    },
    ...changes,
  };
}

const cases = Object.values(jobTypes).flatMap((type) =>
  specs[type.type].map((raw, index) => ({ type: type as unknown as JobType, raw, name: `${type.type} ${index + 1}` })),
);

describe.each(cases)("job type $name", ({ type, raw }) => {
  const spec = type.specSchema.parse(raw);
  const compile = (changes: Partial<CompileInput<PodJobSpec>> = {}) => type.manifests(input(spec, changes));
  const podOf = (changes?: Partial<CompileInput<PodJobSpec>>) => compile(changes).batchJob.spec?.template.spec;

  test("the same input gives the same objects, also after they were stored as JSON", () => {
    expect(JSON.parse(JSON.stringify(compile()))).toEqual(JSON.parse(JSON.stringify(compile())));
  });

  test("a file whose name looks like a variable stays a name", () => {
    const named = { ...file, key: "in/$(AWS_SECRET_ACCESS_KEY).csv" };
    const [init] = podOf({ init: { ...input(spec).init, files: [named] } })?.initContainers ?? [];
    const value = init?.env?.find(({ name }) => name === "SLIPWAY_INIT")?.value ?? "";
    expect(value).toContain("in/$$(AWS_SECRET_ACCESS_KEY).csv");
  });

  test("every container runs as one user, who is not root, on every cluster type", () => {
    for (const cluster of Object.values(clusterTypes)) {
      const pod = podOf({ cluster });
      const { runAsUser = 0, runAsGroup, fsGroup } = pod?.securityContext ?? {};
      expect([runAsUser, runAsGroup, fsGroup]).toEqual([65532, 65532, 65532]);
      const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
      expect(
        containers.filter(({ securityContext }) => (securityContext?.runAsUser ?? runAsUser) !== runAsUser),
      ).toEqual([]);
    }
  });

  test("the spec hash changes with what runs, and with the attempt", () => {
    const hash = (changes?: Partial<CompileInput<PodJobSpec>>) =>
      compile(changes).batchJob.metadata?.annotations?.["slipway.dev/spec-hash"];
    const hashes = [hash(), hash({ attempt: 2 }), hash({ image: digest("other") }), hash({ cloudEnv: {} })];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test("its Job is tried once, has a deadline, and tells whose it is", () => {
    const { metadata, spec: job } = compile({ attempt: 2 }).batchJob;
    expect(metadata?.name).toBe("sw-0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001-2");
    expect(metadata?.labels).toMatchObject({
      "app.kubernetes.io/managed-by": "slipway",
      "slipway.dev/run": "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001",
      "slipway.dev/attempt": "2",
      "slipway.dev/project": "orders",
    });
    expect(job).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 1800, ttlSecondsAfterFinished: 86_400 });
    expect(job?.template.metadata?.labels).toEqual(metadata?.labels);
    expect(job?.template.spec).toMatchObject({
      restartPolicy: "Never",
      serviceAccountName: "orders",
      enableServiceLinks: false,
    });
  });

  test("secrets lie in memory, are written by the init container alone and reach the program as a path", () => {
    const pod = podOf();
    const mountOf = (containers: V1Container[] | undefined) =>
      containers?.[0]?.volumeMounts?.find(({ mountPath }) => mountPath === "/slipway/secrets");
    expect(pod?.volumes?.find(({ name }) => name === "slipway-secrets")?.emptyDir?.medium).toBe("Memory");
    expect(mountOf(pod?.initContainers)?.readOnly).toBeUndefined();
    expect(mountOf(pod?.containers)?.readOnly).toBe(true);
    expect(pod?.containers[0]?.env).toContainEqual({ name: "DB_PASSWORD_FILE", value: "/slipway/secrets/db-password" });
  });

  test("an attempt without files and secrets has no init container", () => {
    const { init } = input(spec);
    expect(podOf({ init: { ...init, files: [], secrets: [] } })?.initContainers).toBeUndefined();
  });

  test("the init container is told references, and the token for Vault is its alone", () => {
    const pod = podOf();
    const told = pod?.initContainers?.[0]?.env?.find(({ name }) => name === "SLIPWAY_INIT")?.value ?? "";
    expect(JSON.parse(told)).toMatchObject({ files: [file], secrets: [secret] });
    const sees = (mounts: { mountPath: string }[] = []) => mounts.some(({ mountPath }) => mountPath.includes("vault"));
    expect(sees(pod?.initContainers?.[0]?.volumeMounts)).toBe(true);
    expect(sees(pod?.containers[0]?.volumeMounts)).toBe(false);
  });

  test("what a person typed reaches the program as it was typed", () => {
    expect(podOf()?.containers[0]?.args).toEqual(["--day", "$$(DAY)"]);
  });

  test("variables that Slipway sets come after the person's and can't be set by one", () => {
    const names = podOf()?.containers[0]?.env?.map(({ name }) => name) ?? [];
    expect(names.indexOf("DAY")).toBeLessThan(names.indexOf("SLIPWAY_RUN"));
    for (const name of ["SLIPWAY_RUN", "AWS_REGION", "KUBERNETES_SERVICE_HOST", "PATH"])
      expect(PodJobSpec.safeParse({ ...common, env: [{ name, value: "x" }] }).success).toBe(false);
  });

  test.each(Object.values(clusterTypes))("cluster type $type has the last word on the pod", ({ admit }) => {
    const { template } = compile().batchJob.spec ?? {};
    expect(
      compile({
        cluster: {
          ...datacenter,
          admit: (pod) => ({ ...pod, metadata: { ...pod.metadata, annotations: { seen: "yes" } } }),
        },
      }).batchJob.spec?.template.metadata?.annotations,
    ).toEqual({ seen: "yes" });
    expect(() => admit(template ?? {})).not.toThrow();
  });

  test("every volume that is mounted exists, and no two share a name or a place", () => {
    const volumes = [
      { kind: "scratch" as const, name: "slipway-secrets", mountPath: "/work", sizeMiB: 64 },
      { kind: "memory" as const, name: "fast", mountPath: "/fast", sizeMiB: 16 },
    ];
    const pod = type.manifests(input(type.specSchema.parse({ ...raw, pod: { volumes } }))).batchJob.spec?.template.spec;
    const names = pod?.volumes?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
      const mounts = container.volumeMounts ?? [];
      expect(new Set(mounts.map(({ mountPath }) => mountPath)).size).toBe(mounts.length);
      for (const { name } of mounts) expect(names).toContain(name);
    }
    expect(
      pod?.volumes?.find(({ emptyDir }) => emptyDir?.sizeLimit === "16Mi" && emptyDir.medium === "Memory"),
    ).toBeDefined();
  });

  test("companions are in the Job's namespace and carry its labels", () => {
    const { batchJob, owned } = compile();
    for (const { metadata } of owned) {
      expect(metadata?.namespace).toBe("orders-batch");
      expect(metadata?.labels).toEqual(batchJob.metadata?.labels);
    }
  });

  test("its logs are those of containers that the pod has", () => {
    const pod = podOf();
    const names = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].map(({ name }) => name);
    expect(type.logSources().map(({ container }) => container)).toEqual(names);
  });
});

test("an inline Python program travels as a read-only ConfigMap, one from a file as its path", () => {
  const [inline, fromFile] = specs.python.map((raw) => {
    const spec = jobTypes.python.specSchema.parse(raw);
    return jobTypes.python.manifests({ ...input(spec), spec });
  });
  expect(inline?.owned[0]).toMatchObject({
    kind: "ConfigMap",
    immutable: true,
    data: { "main.py": "print('hello')\n" },
  });
  expect(inline?.batchJob.spec?.template.spec?.containers[0]?.command).toEqual([
    "python3",
    "-u",
    "/slipway/program/main.py",
  ]);
  expect(fromFile?.owned).toEqual([]);
  expect(fromFile?.batchJob.spec?.template.spec?.containers[0]?.command).toEqual([
    "python3",
    "-u",
    "/slipway/files/bin/report.py",
  ]);
});

test("an inline program of more than 256 KiB is refused", () => {
  const program = { kind: "inline", code: "é".repeat(131_073) };
  expect(jobTypes.python.specSchema.safeParse({ ...common, program }).success).toBe(false);
});
