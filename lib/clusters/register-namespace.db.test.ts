import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { namespaces } from "#db/schema/clusters.ts";
import { test } from "#lib/testing/world.ts";
import { registerNamespace } from "./register-namespace.ts";

describe("registering a namespace", () => {
  test("makes it known once, and a second time changes who decides about it", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    const register = (ownerProjectId: string | null) =>
      registerNamespace.execute(admin, { clusterId: world.clusterId, namespace: "shared-batch", ownerProjectId });
    const first = await register(null);
    const second = await register(world.orders);

    expect(second).toMatchObject({ ok: true, data: { namespaceId: first.ok && first.data.namespaceId } });
    expect(await world.db.select().from(namespaces).where(eq(namespaces.name, "shared-batch"))).toMatchObject([
      { clusterId: world.clusterId, ownerProjectId: world.orders },
    ]);
    await register(world.payments);
    expect((await world.auditOf("namespace.register")).at(-1)?.detail).toMatchObject({
      before: { ownerProjectId: world.orders },
      after: { ownerProjectId: world.payments },
    });
  });

  test.for(["kube-system", "kube-public"])(
    "is refused for %s, which is the cluster's own",
    async (namespace, { world }) => {
      const admin = await world.contextOf(world.people.admin);
      const result = await registerNamespace.execute(admin, {
        clusterId: world.clusterId,
        namespace,
        ownerProjectId: null,
      });
      expect(result).toMatchObject({ ok: false, error: { code: "refused" } });
    },
  );
});
