import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ControlPlane, startControlPlane } from "./server.ts";
import { callPlane, podNamed, tokens, until, watchPlane } from "./test-cluster.ts";

/** What only the stand-in can be made to do: faults, and a short memory. */
async function withPlane(run: (plane: ControlPlane, restart: () => Promise<ControlPlane>) => Promise<void>) {
  const dataDir = mkdtempSync(join(tmpdir(), "slipway-control-plane-"));
  const uid = "2f9a51c4-6a54-4f2f-a1f7-0c5f6a1f7d11";
  const start = (port?: number) => startControlPlane({ name: "test", uid, dataDir, tokens, ...(port && { port }) });
  let plane = await start();
  try {
    await run(plane, async () => {
      const port = Number(new URL(plane.url).port);
      await plane.stop();
      plane = await start(port);
      return plane;
    });
  } finally {
    await plane.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const maps = "/api/v1/namespaces/default/configmaps";

test("a revision of an earlier time is an ERROR event of code 410 on a 200", () =>
  withPlane(async (plane) => {
    const watch = watchPlane(plane, `${maps}?watch=true&resourceVersion=1`);
    await until("the end", async () => watch.isEnded);
    expect(watch.status).toBe(200);
    const message = expect.stringMatching(/^too old resource version: 1 \(\d+\)$/);
    expect(watch.events).toEqual([
      { type: "ERROR", object: expect.objectContaining({ kind: "Status", code: 410, reason: "Expired", message }) },
    ]);
  }));

test("the kube-system uid is the cluster's, and a restart keeps CA, issuer and keys", () =>
  withPlane(async (plane, restart) => {
    const { body } = await callPlane(plane, "GET", "/api/v1/namespaces/kube-system");
    expect(body.metadata.uid).toBe("2f9a51c4-6a54-4f2f-a1f7-0c5f6a1f7d11");
    const keys = await plane.jwks();
    const again = await restart();
    expect([again.ca, again.issuer, await again.jwks()]).toEqual([plane.ca, plane.issuer, keys]);
  }));

test("a scripted 429 is answered as often as asked for, with its Retry-After", () =>
  withPlane(async (plane) => {
    const isCreate = ({ method, path }: { method: string; path: string }) => method === "POST" && path === maps;
    plane.faults.script({
      match: isCreate,
      times: 2,
      status: 429,
      body: '{"kind":"Status","code":429}',
      headers: { "retry-after": "1" },
    });
    const create = () => callPlane(plane, "POST", maps, { body: { metadata: { name: "x" } } });
    const answers = [await create(), await create(), await create()];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 201]);
    expect(answers[0]).toMatchObject({ headers: { "retry-after": "1" }, body: { kind: "Status", code: 429 } });
  }));

test("a dropped request is not carried out, one dropped after handling is", () =>
  withPlane(async (plane) => {
    const create = (name: string) => callPlane(plane, "POST", maps, { body: { metadata: { name } } });
    plane.faults.script({ match: () => true, times: 1, drop: true });
    await expect(create("lost")).rejects.toThrow();
    plane.faults.script({ match: () => true, times: 1, drop: true, afterHandling: true });
    await expect(create("made")).rejects.toThrow();
    const status = async (name: string) => (await callPlane(plane, "GET", `${maps}/${name}`)).status;
    expect([await status("lost"), await status("made")]).toEqual([404, 200]);
  }));

test("a slow body arrives whole, and no earlier than scripted", () =>
  withPlane(async (plane) => {
    plane.faults.script({ match: () => true, times: 1, slowBodyMs: 150 });
    const begin = Date.now();
    const { body } = await callPlane(plane, "GET", maps);
    expect(body.kind).toBe("ConfigMapList");
    expect(Date.now() - begin).toBeGreaterThanOrEqual(150);
    plane.faults.script({ match: () => true, status: 500 });
    plane.faults.clear();
    expect((await callPlane(plane, "GET", maps)).status).toBe(200);
  }));

test("a privileged container is refused by the baseline level", () =>
  withPlane(async (plane) => {
    // The real peer runs without --allow-privileged and refuses it before any level is asked.
    const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
    await callPlane(plane, "PATCH", "/api/v1/namespaces/default", {
      body: { metadata: { labels } },
      type: "application/merge-patch+json",
    });
    const path = "/api/v1/namespaces/default/pods";
    const containers = [{ name: "main", image: "busybox", securityContext: { privileged: true } }];
    const { body } = await callPlane(plane, "POST", path, { body: podNamed("p", { containers }) });
    expect(body.message).toBe(
      'pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged (container "main" must not set securityContext.privileged=true)',
    );
  }));
