import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Container, Pod } from "./pod.ts";
import { eventsOf, startTestCluster, type TestCluster, until } from "./test-cluster.ts";

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 120_000);
afterAll(() => cluster?.stop());

const pods = "/api/v1/namespaces/default/pods";
const readPod = (name: string) => cluster.api.get<Pod>(`${pods}/${name}`);
const main = (pod: Pod) => pod.status?.containerStatuses?.[0];

async function createPod(name: string, spec: Partial<Pod["spec"]>, container: Partial<Container>): Promise<void> {
  const containers = [{ name: "main", image: cluster.image, ...container }];
  await cluster.api.create(pods, {
    metadata: { name },
    spec: { terminationGracePeriodSeconds: 1, ...spec, containers },
  });
}

describe("a pod that is started again", { timeout: 60_000 }, () => {
  test("restarts at once, then backs off, and keeps the log of the start before", async () => {
    const command = [
      "sh",
      "-c",
      "echo start at $(cat /work-dir/count 2>/dev/null || echo 0); echo 1 > /work-dir/count; exit 1",
    ];
    const volumes = [{ name: "dir", emptyDir: {} }];
    const volumeMounts = [{ name: "dir", mountPath: "/work-dir" }];
    await createPod("crashes", { restartPolicy: "OnFailure", volumes }, { command, volumeMounts });
    const pod = await until("CrashLoopBackOff", async () => {
      const found = await readPod("crashes");
      return main(found)?.state.waiting?.reason === "CrashLoopBackOff" ? found : undefined;
    });
    expect(pod.status?.phase).toBe("Running");
    expect(main(pod)).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 1 } } });
    expect(main(pod)?.state.waiting?.message).toMatch(
      /^back-off 10s restarting failed container=main pod=crashes_default\(/,
    );
    expect((await cluster.readLog("crashes", "container=main")).text).toBe("start at 1\n");
    expect((await eventsOf(cluster.api, pod)).map(({ reason }) => reason)).toContain("BackOff");
    await cluster.api.remove(`${pods}/crashes`, {});
    await until("the pod to go", () =>
      readPod("crashes").then(
        () => false,
        () => true,
      ),
    );
  });

  test("succeeds under OnFailure once it exits 0, and shows the failed start as previous", async () => {
    const command = [
      "sh",
      "-c",
      "test -e /work-dir/seen && echo second && exit 0; touch /work-dir/seen; echo first; exit 1",
    ];
    const volumes = [{ name: "dir", emptyDir: {} }];
    const volumeMounts = [{ name: "dir", mountPath: "/work-dir" }];
    await createPod("recovers", { restartPolicy: "OnFailure", volumes }, { command, volumeMounts });
    const pod = await until("success", async () => {
      const found = await readPod("recovers");
      return found.status?.phase === "Succeeded" ? found : undefined;
    });
    expect(main(pod)?.restartCount).toBe(1);
    expect((await cluster.readLog("recovers", "container=main")).text).toBe("second\n");
    expect((await cluster.readLog("recovers", "container=main&previous=true")).text).toBe("first\n");
  });

  test("is ready only when its readiness probe says so, on an address of its own", async () => {
    const script = [
      "import http.server, os, time",
      "class Ready(http.server.BaseHTTPRequestHandler):",
      "  def do_GET(self): self.send_response(200 if os.path.exists('/gate/open') else 503); self.end_headers()",
      "http.server.HTTPServer((os.environ['POD_IP'], 18080), Ready).serve_forever()",
    ].join("\n");
    const container: Partial<Container> = {
      command: ["python3", "-c", script],
      env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
      readinessProbe: { httpGet: { path: "/", port: 18080 }, periodSeconds: 1 },
      volumeMounts: [{ name: "gate", mountPath: "/gate" }],
    };
    const opener = {
      name: "opener",
      image: cluster.image,
      command: ["sh", "-c", "sleep 1; touch /gate/open; sleep 600"],
    };
    const volumes = [{ name: "gate", emptyDir: {} }];
    const both = [
      { name: "main", image: cluster.image, ...container },
      { ...opener, volumeMounts: container.volumeMounts },
    ];
    for (const name of ["ready-one", "ready-two"]) {
      const spec = { terminationGracePeriodSeconds: 1, volumes, containers: both };
      await cluster.api.create(pods, { metadata: { name }, spec });
    }
    for (const name of ["ready-one", "ready-two"]) {
      const pod = await until(`${name} to be ready`, async () => {
        const found = await readPod(name);
        return found.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") && found;
      });
      expect((await eventsOf(cluster.api, pod)).map(({ reason }) => reason)).toContain("Unhealthy");
    }
    const addresses = await Promise.all(
      ["ready-one", "ready-two"].map(async (name) => (await readPod(name)).status?.podIP),
    );
    if (process.platform === "linux") expect(addresses[0]).not.toBe(addresses[1]);
    for (const name of ["ready-one", "ready-two"]) await cluster.api.remove(`${pods}/${name}`, {});
  });
});
