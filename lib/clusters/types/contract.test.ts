import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { SlipwayError } from "#lib/platform/errors.ts";
import { clusterTypeNames } from "../cluster-type.ts";
import type { V1Container, V1PodSpec, V1PodTemplateSpec, V1Volume } from "../kubernetes-objects.ts";
import { containersOf } from "../pod-security.ts";
import { clusterTypes } from "./registry.ts";

const roleOfBatch = "arn:aws:iam::111122223333:role/orders-batch";
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** Anything a compiler could get wrong, and everything a hostile hand would write. */
const securityContext = fc.record(
  {
    privileged: fc.boolean(),
    allowPrivilegeEscalation: fc.boolean(),
    runAsNonRoot: fc.boolean(),
    runAsUser: fc.constantFrom(0, 1000, 65534),
    runAsGroup: fc.constantFrom(0, 1000),
    readOnlyRootFilesystem: fc.boolean(),
    procMount: fc.constantFrom("Default", "Unmasked"),
    capabilities: fc.record({ add: fc.subarray(["SYS_ADMIN", "NET_RAW"]), drop: fc.subarray(["ALL", "KILL"]) }),
    seccompProfile: fc.constantFrom({ type: "Unconfined" }, { type: "RuntimeDefault" }),
    appArmorProfile: fc.constant({ type: "Unconfined" }),
    seLinuxOptions: fc.constant({ user: "system_u" }),
  },
  { requiredKeys: [] },
);
const hostPorts = [{ containerPort: 80, hostPort: 80, hostIP: "0.0.0.0" }];
const scratch: V1Volume[] = [
  { name: "files", emptyDir: {} },
  { name: "scratch", emptyDir: { medium: "Memory" } },
];
const container: fc.Arbitrary<V1Container> = fc
  .record({
    name: fc.constantFrom("main", "init", "side"),
    image: fc.constant(`111122223333.dkr.ecr.eu-central-1.amazonaws.com/batch@${digest}`),
    env: fc.array(fc.record({ name: fc.constantFrom("A", "B"), value: fc.string() })),
    command: fc.array(fc.string()),
    volumeMounts: sometimes(
      fc.subarray([
        { name: "files", mountPath: "/slipway/files" },
        { name: "scratch", mountPath: "/tmp/" },
      ]),
    ),
    ports: sometimes(fc.constant(hostPorts)),
    securityContext: sometimes(securityContext),
  })
  .map((fields) => stripped<V1Container>(fields));
type WholePod = V1PodTemplateSpec & { spec: V1PodSpec };
const pod: fc.Arbitrary<WholePod> = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    initContainers: sometimes(fc.array(container, { maxLength: 2 })),
    volumes: fc.constant(scratch),
    hostNetwork: sometimes(fc.boolean()),
    hostPID: sometimes(fc.boolean()),
    hostIPC: sometimes(fc.boolean()),
    serviceAccountName: fc.constant("orders-batch"),
    automountServiceAccountToken: sometimes(fc.boolean()),
    securityContext: sometimes(
      fc.record(
        {
          runAsUser: fc.constantFrom(0, 1000),
          runAsNonRoot: fc.boolean(),
          fsGroup: fc.constantFrom(0, 2000),
          sysctls: fc.constant([{ name: "kernel.msgmax", value: "1" }]),
          windowsOptions: fc.constant({ hostProcess: true }),
          seccompProfile: fc.constant({ type: "Unconfined" }),
        },
        { requiredKeys: [] },
      ),
    ),
  })
  .map((spec) => ({ metadata: { labels: { "slipway.io/run": "r1" } }, spec: stripped<V1PodSpec>(spec) }));

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline, and what Slipway adds to it everywhere */
function keepsBaseline(spec: V1PodSpec) {
  expect([spec.hostNetwork, spec.hostPID, spec.hostIPC, spec.automountServiceAccountToken]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(spec.securityContext?.sysctls).toBeUndefined();
  expect(spec.securityContext?.windowsOptions).toBeUndefined();
  expect(spec.securityContext?.seccompProfile).toEqual({ type: "RuntimeDefault" });
  for (const volume of spec.volumes ?? []) expect(volume.hostPath).toBeUndefined();
  for (const { securityContext: security, ports = [] } of containersOf(spec)) {
    expect(security).toMatchObject({
      privileged: false,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(security?.capabilities?.add).toBeUndefined();
    expect([security?.procMount, security?.appArmorProfile, security?.seLinuxOptions]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const port of ports) expect(port.hostPort).toBeUndefined();
  }
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, a read-only image and a digest */
function keepsRestricted(spec: V1PodSpec) {
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(spec.securityContext?.runAsUser).toBeGreaterThan(0);
  expect(spec.securityContext?.fsGroup).toBeGreaterThan(0);
  for (const { securityContext: security, image, volumeMounts = [] } of containersOf(spec)) {
    expect(security).toMatchObject({ runAsNonRoot: true, readOnlyRootFilesystem: true });
    expect(security?.runAsUser).not.toBe(0);
    expect(image).toContain("@sha256:");
    const tmp = volumeMounts.filter(({ mountPath }) => /^\/tmp\/?$/.test(mountPath));
    expect(tmp).toHaveLength(1);
    expect(spec.volumes?.map(({ name }) => name)).toContain(tmp[0]?.name);
  }
}

test("the registry holds every type under its own name", () => {
  expect(Object.entries(clusterTypes).map(([name, { type }]) => [name, type])).toEqual(
    clusterTypeNames.map((name) => [name, name]),
  );
});

describe.each(Object.values(clusterTypes))("$type", (clusterType) => {
  property.prop([pod])("an admitted pod keeps this type's security rules, whatever went in", (one) => {
    const { spec } = clusterType.admit(one);
    if (!spec) throw new Error("no spec");
    keepsBaseline(spec);
    if (clusterType.type === "eks-restricted") keepsRestricted(spec);
  });

  property.prop([pod])("admitting twice is admitting once", (one) => {
    const once = clusterType.admit(one);
    expect(clusterType.admit(once)).toEqual(once);
  });

  property.prop([pod])(
    "a container keeps its name, image, command, environment and mounts, and the pod its account",
    (one) => {
      const admitted = clusterType.admit(one);
      expect(admitted.metadata).toEqual(one.metadata);
      expect(admitted.spec?.serviceAccountName).toBe("orders-batch");
      const identity = ({ name, image, command, env }: V1Container) => ({ name, image, command, env });
      expect(containersOf(admitted.spec).map(identity)).toEqual(containersOf(one.spec).map(identity));
      for (const [index, { volumeMounts = [] }] of containersOf(one.spec).entries())
        expect(containersOf(admitted.spec)[index]?.volumeMounts ?? []).toEqual(expect.arrayContaining(volumeMounts));
    },
  );

  property.prop([pod])("what was strict stays strict", (one) => {
    const after = containersOf(clusterType.admit(one).spec);
    for (const [index, { securityContext: before }] of containersOf(one.spec).entries()) {
      const { securityContext } = after[index] ?? {};
      if (before?.readOnlyRootFilesystem) expect(securityContext?.readOnlyRootFilesystem).toBe(true);
      if (before?.runAsNonRoot) expect(securityContext?.runAsNonRoot).toBe(true);
      if (before?.runAsUser) expect(securityContext?.runAsUser).toBe(before.runAsUser);
    }
  });

  property.prop([pod])("the pod that was passed in is left as it was", (one) => {
    const copy = structuredClone(one);
    clusterType.admit(one);
    expect(one).toEqual(copy);
  });

  test.each([{ hostPath: { path: "/" } }, { nfs: { server: "10.0.0.1", path: "/" } }])(
    "a volume of %j is refused",
    (source) => {
      const evil = { spec: { containers: [], volumes: [{ name: "evil", ...source }] } };
      expect(() => clusterType.admit(evil)).toThrow(expect.objectContaining({ code: "refused" }));
    },
  );

  test("what a pod needs for its identity is itself admitted", () => {
    const {
      env = [],
      volumes = [],
      volumeMounts = [],
    } = clusterType.podIdentity({
      namespace: "orders-batch",
      name: "orders-batch",
      roleArn: roleOfBatch,
      accessKeySecret: "orders-s3",
    });
    const image = `registry.example.com/init@${digest}`;
    const { spec } = clusterType.admit({
      spec: {
        volumes,
        initContainers: [{ name: "init", image, env, volumeMounts }],
        containers: [{ name: "main", image, env }],
      },
    });
    expect(spec?.volumes).toEqual(expect.arrayContaining(volumes));
    expect(spec?.initContainers?.[0]?.env).toEqual(env);
  });

  test("a connection that does not fit is refused with its fields, and without its values", async () => {
    const wrong = clusterType.connect(
      { server: "http://10.0.0.1", ca: "s3cret", region: "s3cret" },
      { kind: "token", token: "s3cret" },
      {},
    );
    const error = await wrong.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SlipwayError);
    expect(error).toMatchObject({ code: "invalid", fields: expect.anything() });
    expect(JSON.stringify([error, (error as SlipwayError).publicMessage])).not.toContain("s3cret");
  });
});

test("an access key reaches a data centre's pod by reference, and Vault's token only its init container", () => {
  const identity = clusterTypes.datacenter.podIdentity({
    namespace: "orders",
    name: "batch",
    accessKeySecret: "orders-s3",
  });
  expect(identity.env).toEqual([
    { name: "AWS_ACCESS_KEY_ID", valueFrom: { secretKeyRef: { name: "orders-s3", key: "AWS_ACCESS_KEY_ID" } } },
    { name: "AWS_SECRET_ACCESS_KEY", valueFrom: { secretKeyRef: { name: "orders-s3", key: "AWS_SECRET_ACCESS_KEY" } } },
  ]);
  expect(identity.volumeMounts).toEqual([
    { name: "slipway-vault-token", mountPath: "/var/run/secrets/slipway/vault", readOnly: true },
  ]);
});

test.each([
  ["the role's annotation is all", "annotation", roleOfBatch],
  ["a role by association needs none, and one must not be there", "pod-identity", null],
] as const)("on EKS %s", (_, roleBy, annotation) => {
  const account = { namespace: "orders", name: "batch", roleArn: roleOfBatch, roleBy };
  expect(clusterTypes.eks.podIdentity(account)).toEqual({
    serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": annotation },
  });
});

test("a restricted cluster refuses an image by tag, and says which container", () => {
  const spec = { containers: [{ name: "main", image: "registry.example.com/batch:1.0" }] };
  expect(() => clusterTypes["eks-restricted"].admit({ spec })).toThrow(/"main".*batch:1\.0/);
});

/** Without the fields that are undefined, as JSON would have it. */
function stripped<T>(fields: unknown): T {
  return JSON.parse(JSON.stringify(fields));
}
