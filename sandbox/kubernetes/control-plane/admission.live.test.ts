import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobNamed, podNamed, startTestCluster, type TestCluster, until } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster.stop());

const mount = "/var/run/secrets/kubernetes.io/serviceaccount";
const podsOf = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
const jobsOf = (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs`;

describe("service accounts", () => {
  test("every namespace has a default account and the cluster's CA", async () => {
    const namespace = await cluster.namespace();
    const path = `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`;
    const map = await until("the CA", async () => {
      const answer = await cluster.get(path);
      return answer.status === 200 ? answer.body : undefined;
    });
    expect(map.data["ca.crt"]).toContain("BEGIN CERTIFICATE");
  });

  test("a pod gets the projected token in every container", async () => {
    const namespace = await cluster.namespace();
    const init = { initContainers: [{ name: "init", image: "busybox" }] };
    const { body } = await cluster.post(podsOf(namespace), podNamed("p", init));
    const { name, projected } = body.spec.volumes[0];
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(projected).toEqual({
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
    });
    for (const container of [...body.spec.containers, ...body.spec.initContainers])
      expect(container.volumeMounts).toEqual([{ name, readOnly: true, mountPath: mount }]);
  });

  test("a pod or its account can do without the token, and the pod has the last word", async () => {
    const namespace = await cluster.namespace();
    const volumes = async (name: string, spec: object) =>
      (await cluster.post(podsOf(namespace), podNamed(name, spec))).body.spec.volumes?.length ?? 0;
    expect(await volumes("without", { automountServiceAccountToken: false })).toBe(0);
    await cluster.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
      metadata: { name: "quiet" },
      automountServiceAccountToken: false,
    });
    expect(await volumes("quiet", { serviceAccountName: "quiet" })).toBe(0);
    expect(await volumes("loud", { serviceAccountName: "quiet", automountServiceAccountToken: true })).toBe(1);
  });

  test("a pod of an absent account is refused", async () => {
    const namespace = await cluster.namespace();
    const { status, body } = await cluster.post(podsOf(namespace), podNamed("p", { serviceAccountName: "absent" }));
    expect(status).toBe(403);
    expect(body.message).toBe(
      `pods "p" is forbidden: error looking up service account ${namespace}/absent: serviceaccount "absent" not found`,
    );
  });
});

describe("Pod Security levels", () => {
  const container = (securityContext: object, rest: object = {}) => ({
    containers: [{ name: "main", image: "busybox", securityContext, ...rest }],
  });
  const hardened = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  };
  const cases: [string, string, object, string][] = [
    [
      "a bare pod",
      "restricted",
      {},
      'allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "main" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      "added capabilities",
      "restricted",
      container({ ...hardened, capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }),
      'unrestricted capabilities (container "main" must not include "NET_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      "the root user",
      "restricted",
      container({ ...hardened, runAsUser: 0 }),
      'runAsUser=0 (container "main" must not set runAsUser=0)',
    ],
    [
      "runAsNonRoot false",
      "restricted",
      { ...container({ ...hardened, runAsNonRoot: undefined }), securityContext: { runAsNonRoot: false } },
      "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)",
    ],
    [
      "a host path",
      "restricted",
      { ...container(hardened), volumes: [{ name: "v", hostPath: { path: "/" } }] },
      'restricted volume types (volume "v" uses restricted volume type "hostPath")',
    ],
    [
      "two containers",
      "restricted",
      {
        containers: ["a", "b"].map((name) => ({
          name,
          image: "busybox",
          securityContext: { ...hardened, allowPrivilegeEscalation: undefined },
        })),
      },
      'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false)',
    ],
    ["a host path", "baseline", { volumes: [{ name: "v", hostPath: { path: "/" } }] }, 'hostPath volumes (volume "v")'],
    [
      "the host's network",
      "baseline",
      { hostNetwork: true, hostPID: true },
      "host namespaces (hostNetwork=true, hostPID=true)",
    ],
    [
      "a host port",
      "baseline",
      container({}, { ports: [{ containerPort: 80, hostPort: 8080 }] }),
      'hostPort (container "main" uses hostPort 8080)',
    ],
    [
      "an unusual capability",
      "baseline",
      container({ capabilities: { add: ["SYS_ADMIN"] } }),
      'non-default capabilities (container "main" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      "no seccomp",
      "baseline",
      container({ seccompProfile: { type: "Unconfined" } }),
      'seccompProfile (container "main" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      "much at once",
      "restricted",
      {
        hostNetwork: true,
        hostPID: true,
        ...container(
          {
            capabilities: { add: ["SYS_ADMIN"] },
            runAsUser: 0,
            seccompProfile: { type: "Unconfined" },
          },
          { ports: [{ containerPort: 80, hostPort: 80 }] },
        ),
        volumes: [{ name: "v", hostPath: { path: "/" } }],
      },
      'host namespaces (hostNetwork=true, hostPID=true), hostPort (container "main" uses hostPort 80), allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"]; container "main" must not include "SYS_ADMIN" in securityContext.capabilities.add), restricted volume types (volume "v" uses restricted volume type "hostPath"), runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true), runAsUser=0 (container "main" must not set runAsUser=0), seccompProfile (container "main" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
  ];
  test.each(cases)("%s is refused at %s", async (_, level, spec, words) => {
    const namespace = await cluster.namespace({ "pod-security.kubernetes.io/enforce": level });
    const { status, body } = await cluster.post(podsOf(namespace), podNamed("p", spec));
    expect(status).toBe(403);
    expect(body.message).toBe(`pods "p" is forbidden: violates PodSecurity "${level}:latest": ${words}`);
  });

  test("what the level allows is made", async () => {
    const restricted = await cluster.namespace({ "pod-security.kubernetes.io/enforce": "restricted" });
    expect((await cluster.post(podsOf(restricted), podNamed("p", container(hardened)))).status).toBe(201);
    const baseline = await cluster.namespace({ "pod-security.kubernetes.io/enforce": "baseline" });
    expect((await cluster.post(podsOf(baseline), podNamed("p"))).status).toBe(201);
  });

  test("a Job is only warned of, and its pods are refused with an event that says why", {
    timeout: 30_000,
  }, async () => {
    const namespace = await cluster.namespace({ "pod-security.kubernetes.io/enforce": "baseline" });
    const { status, headers } = await cluster.post(jobsOf(namespace), jobNamed("j", {}, { hostNetwork: true }));
    expect(status).toBe(201);
    const words = 'PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';
    expect(headers.warning).toBe(`299 - ${JSON.stringify(`would violate ${words}`)}`);
    const event = await until("the event", async () => {
      const { body } = await cluster.get(`/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DFailedCreate`);
      return body.items[0];
    });
    expect(event.message).toMatch(
      /^Error creating: pods "j-[a-z0-9]{5}" is forbidden: violates PodSecurity "baseline:latest": host namespaces \(hostNetwork=true\)$/,
    );
    expect(event).toMatchObject({
      type: "Warning",
      involvedObject: { kind: "Job", name: "j", namespace },
      source: { component: "job-controller" },
    });
  });
});

describe("quotas", () => {
  const asking = (requests: object, limits?: object) => ({
    containers: [{ name: "main", image: "busybox", resources: { requests, limits } }],
  });

  async function quota(hard: Record<string, string>) {
    const namespace = await cluster.namespace();
    await cluster.post(`/api/v1/namespaces/${namespace}/resourcequotas`, {
      metadata: { name: "team" },
      spec: { hard },
    });
    await until("the quota to be counted", async () => {
      const { body } = await cluster.get(`/api/v1/namespaces/${namespace}/resourcequotas/team`);
      return Object.keys(body.status?.used ?? {}).length === Object.keys(hard).length;
    });
    return namespace;
  }

  test("a pod over the quota is refused with what it asked, what is used and what is allowed", {
    timeout: 30_000,
  }, async () => {
    const namespace = await quota({ "requests.cpu": "1", "requests.memory": "1Gi", "limits.cpu": "2", pods: "3" });
    const spec = asking({ cpu: "600m", memory: "256Mi" }, { cpu: "1" });
    expect((await cluster.post(podsOf(namespace), podNamed("first", spec))).status).toBe(201);
    const { status, body } = await cluster.post(podsOf(namespace), podNamed("second", spec));
    expect(status).toBe(403);
    expect(body.message).toBe(
      'pods "second" is forbidden: exceeded quota: team, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
    const used = () =>
      cluster.get(`/api/v1/namespaces/${namespace}/resourcequotas/team`).then(({ body }) => body.status.used);
    await expect
      .poll(used)
      .toEqual({ "requests.cpu": "600m", "requests.memory": "256Mi", "limits.cpu": "1", pods: "1" });
    await cluster.call("DELETE", `${podsOf(namespace)}/first?gracePeriodSeconds=0`);
    await expect
      .poll(used, { timeout: 15_000 })
      .toEqual({ "requests.cpu": "0", "requests.memory": "0", "limits.cpu": "0", pods: "0" });
  });

  test("a pod that does not say what it takes is refused", async () => {
    const namespace = await quota({ "requests.cpu": "1", "limits.memory": "1Gi" });
    const { body } = await cluster.post(podsOf(namespace), podNamed("p"));
    expect(body.message).toBe(
      'pods "p" is forbidden: failed quota: team: must specify limits.memory for: main; requests.cpu for: main',
    );
  });

  test("Jobs are counted, and a Job whose pods have no room says so in an event", { timeout: 30_000 }, async () => {
    const namespace = await quota({ "count/jobs.batch": "1", pods: "0" });
    expect((await cluster.post(jobsOf(namespace), jobNamed("one"))).status).toBe(201);
    const second = await cluster.post(jobsOf(namespace), jobNamed("two"));
    expect(second.body.message).toBe(
      'jobs.batch "two" is forbidden: exceeded quota: team, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: count/jobs.batch=1',
    );
    const event = await until("the event", async () => {
      const { body } = await cluster.get(`/api/v1/namespaces/${namespace}/events?fieldSelector=reason%3DFailedCreate`);
      return body.items[0];
    });
    expect(event.message).toMatch(
      /^Error creating: pods "one-[a-z0-9]{5}" is forbidden: exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0$/,
    );
  });
});
