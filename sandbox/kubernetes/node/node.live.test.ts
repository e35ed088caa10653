import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Pod } from "./pod.ts";
import { createJob, eventsOf, findPod, jobEnd, startTestCluster, type TestCluster, until } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster?.stop());

const mainState = (pod?: Pod) => pod?.status?.containerStatuses?.[0]?.state;
const sh = (script: string) => ({ name: "main", image: cluster.image, command: ["sh", "-c", script] });
const logOf = async (pod: Pod, query = "container=main") => (await cluster.readLog(pod.metadata.name, query)).text;

describe("a Job on the node", { timeout: 60_000 }, () => {
  test("runs its init container first and passes files through an emptyDir", async () => {
    const volumeMounts = [{ name: "files", mountPath: "/slipway/files" }];
    await createJob(cluster.api, "passes-files", {
      volumes: [{ name: "files", emptyDir: {} }],
      initContainers: [{ ...sh("echo from init > /slipway/files/a"), name: "init", volumeMounts }],
      containers: [{ ...sh("cat /slipway/files/a"), volumeMounts }],
    });
    const { ended, pod } = await jobEnd(cluster.api, "passes-files");
    expect(ended).toBe("Complete");
    expect(await logOf(pod)).toBe("from init\n");
    expect(pod.status?.phase).toBe("Succeeded");
    expect(pod.status?.podIP).toMatch(/^127\./);
    expect(pod.status?.conditions?.find(({ type }) => type === "Ready")?.reason).toBe("PodCompleted");
    const reasons = (await eventsOf(cluster.api, pod)).map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining(["Pulled", "Created", "Started"]));
  });

  test("honours the image's entrypoint, arguments, environment and files", async () => {
    await createJob(cluster.api, "image-config", { containers: [{ name: "main", image: cluster.image }] });
    const { pod } = await jobEnd(cluster.api, "image-config");
    expect(await logOf(pod)).toBe("hello monthly\n");
    const digest = new RegExp(`^${cluster.host}/demo/report@sha256:[0-9a-f]{64}$`);
    expect(pod.status?.containerStatuses?.[0]?.imageID).toMatch(digest);
  });

  test("that exits 3 is failed with that exit code and its termination message", async () => {
    const container = sh("echo the reason > /dev/termination-log; exit 3");
    await createJob(cluster.api, "exits-three", { containers: [container] });
    const { ended, pod } = await jobEnd(cluster.api, "exits-three");
    expect(ended).toBe("Failed");
    expect(pod.status?.phase).toBe("Failed");
    expect(mainState(pod)?.terminated).toMatchObject({ exitCode: 3, reason: "Error", message: "the reason\n" });
  });

  test("whose init container fails never starts its main container", async () => {
    const init = {
      ...sh("echo refused; exit 1"),
      name: "init",
      terminationMessagePolicy: "FallbackToLogsOnError" as const,
    };
    await createJob(cluster.api, "init-fails", { initContainers: [init], containers: [sh("true")] });
    const { ended, pod } = await jobEnd(cluster.api, "init-fails");
    expect(ended).toBe("Failed");
    expect(pod.status?.initContainerStatuses?.[0]?.state.terminated).toMatchObject({
      exitCode: 1,
      message: "refused\n",
    });
    expect(mainState(pod)?.waiting?.reason).toBe("PodInitializing");
    expect((await cluster.readLog(pod.metadata.name, "container=main")).status).toBe(400);
  });

  test("killed by a signal reports 128 and the signal", async () => {
    // Kubernetes makes `$$` of a command to `$`.
    await createJob(cluster.api, "kills-itself", { containers: [sh("kill -KILL $$$$")] });
    const { pod } = await jobEnd(cluster.api, "kills-itself");
    expect(mainState(pod)?.terminated?.exitCode).toBe(137);
  });

  test("with a command that is not there says so", async () => {
    const container = { name: "main", image: cluster.image, command: ["no-such-program"] };
    await createJob(cluster.api, "no-program", { containers: [container] });
    const { ended, pod } = await jobEnd(cluster.api, "no-program");
    expect(ended).toBe("Failed");
    expect(mainState(pod)?.terminated).toMatchObject({ exitCode: 128, reason: "StartError" });
    expect(mainState(pod)?.terminated?.message).toContain("executable file not found in $PATH");
  });

  test("with an unknown image waits in ErrImagePull, then ImagePullBackOff", async () => {
    const container = { name: "main", image: `${cluster.host}/demo/report:nope` };
    await createJob(cluster.api, "unknown-image", { containers: [container] });
    const seen = new Set<string>();
    const pod = await until("ImagePullBackOff", async () => {
      const found = await findPod(cluster.api, "unknown-image");
      const reason = mainState(found)?.waiting?.reason;
      if (reason) seen.add(reason);
      return reason === "ImagePullBackOff" ? found : undefined;
    });
    expect([...seen]).toContain("ErrImagePull");
    expect(mainState(pod)?.waiting?.message).toContain("not found");
    const log = await cluster.readLog(pod.metadata.name, "container=main");
    expect(log).toMatchObject({ status: 400, text: expect.stringContaining("trying and failing to pull image") });
    const messages = (await eventsOf(cluster.api, pod)).map(({ message }) => message);
    expect(messages).toContain("Error: ErrImagePull");
    expect(messages).toContain(`Back-off pulling image "${container.image}"`);
  });

  test("pulls from a locked registry with the pod's image pull secret only", async () => {
    const auths = { [cluster.lockedHost]: { auth: Buffer.from("puller:pull-secret").toString("base64") } };
    await cluster.api.create("/api/v1/namespaces/default/secrets", {
      metadata: { name: "pull" },
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths })).toString("base64") },
    });
    const containers = [{ name: "main", image: cluster.lockedImage }];
    await createJob(cluster.api, "not-allowed", { containers });
    await createJob(cluster.api, "allowed", { containers, imagePullSecrets: [{ name: "pull" }] });
    expect((await jobEnd(cluster.api, "allowed")).ended).toBe("Complete");
    const message = await until(
      "a refusal",
      async () => mainState(await findPod(cluster.api, "not-allowed"))?.waiting?.message,
    );
    expect(message).toContain("authorization failed");
  });

  test("gets secrets as variables and as 0400 files, memory volumes and a token of its audience", async () => {
    await cluster.api.create("/api/v1/namespaces/default/secrets", {
      metadata: { name: "database" },
      stringData: { password: "pa55" },
      data: { password: Buffer.from("pa55").toString("base64") },
    });
    const tokenSource = { serviceAccountToken: { audience: "vault", expirationSeconds: 600, path: "token" } };
    const script = [
      "echo $PASSWORD $NAME $URL",
      "stat -L -c %a /secrets/password && cat /secrets/password && echo",
      "umask 377 && echo x > /memory/key && stat -c %a /memory/key",
      "stat -f -c %T /memory",
      "cut -d. -f2 /tokens/token",
      "cat /var/run/secrets/kubernetes.io/serviceaccount/namespace",
    ].join("\n");
    await createJob(cluster.api, "gets-secrets", {
      volumes: [
        { name: "secrets", secret: { secretName: "database", defaultMode: 0o400 } },
        { name: "memory", emptyDir: { medium: "Memory" } },
        { name: "tokens", projected: { sources: [tokenSource] } },
      ],
      containers: [
        {
          ...sh(script),
          env: [
            { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "database", key: "password" } } },
            { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "URL", value: "db://$(NAME):$(PASSWORD)@$(MISSING)" },
          ],
          volumeMounts: [
            { name: "secrets", mountPath: "/secrets", readOnly: true },
            { name: "memory", mountPath: "/memory" },
            { name: "tokens", mountPath: "/tokens", readOnly: true },
          ],
        },
      ],
    });
    const { pod } = await jobEnd(cluster.api, "gets-secrets");
    const { name } = pod.metadata;
    const [variables, mode, content, keyMode, type, claims = "", namespace] = (await logOf(pod)).split("\n");
    expect(variables).toBe(`pa55 ${name} db://${name}:pa55@$(MISSING)`);
    expect([mode, content, keyMode, namespace]).toEqual(["400", "pa55", "400", "default"]);
    if (process.platform === "linux") expect(type).toBe("tmpfs");
    const token = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(token).toMatchObject({ aud: ["vault"], sub: "system:serviceaccount:default:default" });
  });

  test("waits for a missing secret: a variable in CreateContainerConfigError, a volume with FailedMount", async () => {
    const missing = { secretKeyRef: { name: "absent", key: "x" } };
    const variable = { ...sh("true"), env: [{ name: "X", valueFrom: missing }] };
    await createJob(cluster.api, "missing-variable", { containers: [variable] });
    const state = await until("a configuration error", async () => {
      const waiting = mainState(await findPod(cluster.api, "missing-variable"))?.waiting;
      return waiting?.reason === "CreateContainerConfigError" ? waiting : undefined;
    });
    expect(state.message).toBe('secret "absent" not found');

    const mounted = { ...sh("true"), volumeMounts: [{ name: "creds", mountPath: "/creds" }] };
    const volumes = [{ name: "creds", secret: { secretName: "absent-too" } }];
    const pod = await createJob(cluster.api, "missing-volume", { containers: [mounted], volumes });
    const failure = await until("FailedMount", async () =>
      (await eventsOf(cluster.api, pod)).find(({ reason }) => reason === "FailedMount"),
    );
    expect(failure.message).toBe('MountVolume.SetUp failed for volume "creds" : secret "absent-too" not found');
    await cluster.api.create("/api/v1/namespaces/default/secrets", { metadata: { name: "absent-too" }, data: {} });
    expect((await jobEnd(cluster.api, "missing-volume")).ended).toBe("Complete");
  });

  test("is refused when it must not run as root and the image would", async () => {
    const container = { ...sh("true"), securityContext: { runAsNonRoot: true } };
    await createJob(cluster.api, "must-not-be-root", { containers: [container] });
    const message = await until(
      "a refusal",
      async () => mainState(await findPod(cluster.api, "must-not-be-root"))?.waiting?.message,
    );
    expect(message).toMatch(
      /^container has runAsNonRoot and image will run as root \(pod: "must-not-be-root-\w+_default\(/,
    );
  });

  test("that is deleted gets SIGTERM and its grace, and its pod goes", async () => {
    const script = [
      "import signal, sys",
      "signal.signal(signal.SIGTERM, lambda *_: (print('asked to stop'), sys.exit(0)))",
      "print('ready', flush=True)",
      "signal.pause()",
    ].join("\n");
    const container = { name: "main", image: cluster.image, command: ["python3", "-c", script] };
    const pod = await createJob(cluster.api, "is-deleted", { containers: [container] });
    await until("the container to run", async () => (await logOf(pod)).includes("ready"));
    const following = logOf(pod, "container=main&follow=true");
    const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
    await cluster.api.remove("/apis/batch/v1/namespaces/default/jobs/is-deleted", options);
    expect(await following).toBe("ready\nasked to stop\n");
    await until("the pod to go", async () => !(await findPod(cluster.api, "is-deleted")));
    expect((await eventsOf(cluster.api, pod)).map(({ message }) => message)).toContain("Stopping container main");
  });

  test("shows its log while it runs, by tail, with timestamps, and within a limit", async () => {
    const script = "for i in 1 2 3; do echo line $i; sleep 0.3; done; printf end";
    const created = await createJob(cluster.api, "has-a-log", { containers: [sh(script)] });
    await until("the container to run", async () => mainState(await findPod(cluster.api, "has-a-log"))?.running);
    expect(await logOf(created, "container=main&follow=true")).toBe("line 1\nline 2\nline 3\nend");
    expect(await logOf(created, "container=main&tailLines=2")).toBe("line 3\nend");
    expect(await logOf(created, "container=main&limitBytes=9")).toBe("line 1\nli");
    const stamped = await logOf(created, "container=main&timestamps=true&tailLines=2");
    const [time = ""] = stamped.split(" ");
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    expect(await logOf(created, `container=main&sinceTime=${new Date(Date.parse(time) + 2000).toISOString()}`)).toBe(
      "",
    );
    await jobEnd(cluster.api, "has-a-log");
  });

  test("is failed, not started twice, when the node is restarted under it", async () => {
    const pod = await createJob(cluster.api, "loses-its-node", { containers: [sh("echo once; sleep 600")] });
    await until("the container to run", async () => (await logOf(pod)).includes("once"));
    await cluster.restartNode();
    const { ended, pod: lost } = await jobEnd(cluster.api, "loses-its-node");
    expect(ended).toBe("Failed");
    expect(lost.status?.reason).toBe("NodeRestarted");
    expect(mainState(lost)?.terminated).toMatchObject({ exitCode: 137, reason: "ContainerStatusUnknown" });
  });
});
