import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseIsolation } from "./isolation.ts";
import { createJob, jobEnd, startTestCluster, type TestCluster } from "./test-cluster.ts";

let cluster: TestCluster;
const secretDir = mkdtempSync(join(tmpdir(), "slipway-developer-"));
beforeAll(async () => {
  writeFileSync(join(secretDir, "credentials"), "of the developer");
  cluster = await startTestCluster();
}, 120_000);
afterAll(async () => {
  rmSync(secretDir, { recursive: true, force: true });
  await cluster?.stop();
});

const { kind } = chooseIsolation();

async function run(name: string, script: string, securityContext: object): Promise<string[]> {
  const container = { name: "main", image: cluster.image, command: ["sh", "-c", script], securityContext };
  await createJob(cluster.api, name, { containers: [container] });
  const { pod } = await jobEnd(cluster.api, name);
  return (await cluster.readLog(pod.metadata.name, "container=main")).text.trim().split("\n");
}

const write = (path: string) => `(echo x > ${path}) 2>/dev/null && echo wrote || echo refused`;

test("a pod writes beside its image and in /tmp, never to the machine's own system", { timeout: 60_000 }, async () => {
  const script = [write("/app/out"), write("/tmp/out"), write("/usr/out-of-a-pod"), write("/etc/out-of-a-pod")].join(
    "; ",
  );
  expect(await run("writes", script, {})).toEqual(["wrote", "wrote", "refused", "refused"]);
});

test("a read-only root refuses every write outside of volumes", { timeout: 60_000 }, async () => {
  const script = [write("/app/out"), write("/tmp/out"), write("/out")].join("; ");
  const seen = await run("read-only", script, { readOnlyRootFilesystem: true });
  expect(seen).toEqual(["refused", "refused", "refused"]);
});

test("temporary and home files of this machine are not seen", { timeout: 60_000 }, async () => {
  const script = `cat ${secretDir}/credentials 2>/dev/null || echo nothing; ls -d $HOME/.aws $HOME/.ssh 2>/dev/null || echo nothing`;
  expect(await run("looks-around", script, {})).toEqual(["nothing", "nothing"]);
});

test("a pod runs as the user it is given, where this machine may switch users", { timeout: 60_000 }, async () => {
  const script =
    "id -u; id -g; python3 -c 'print(1)'; node -p 2; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace";
  const given = { runAsUser: 12345, runAsGroup: 23456, runAsNonRoot: true };
  const ids = kind === "root" ? ["12345", "23456"] : [expect.any(String), expect.any(String)];
  expect(await run("as-user", script, given)).toEqual([...ids, "1", "2", "default"]);
});
