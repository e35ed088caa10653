import { describe, expect } from "vitest";
import { clusters } from "#db/schema/clusters.ts";
import { listBindable } from "#lib/access/binding-queries.ts";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import { explainAccessOf } from "#lib/access/explain-queries.ts";
import { bindServiceAccount } from "#lib/access/service-account-bindings.ts";
import { requestsOf } from "#lib/access/testing/requests.ts";
import { test } from "#lib/testing/world.ts";

const refused = {
  ok: false,
  error: {
    code: "refused",
    message: "acme-logs keeps the logs of eks-frankfurt, of every project: no service account is bound to it",
  },
};

describe("a bucket that keeps a cluster's logs", () => {
  test.for([
    ["in use", null],
    ["retired", new Date()],
  ] as const)(
    "is bound to no service account and offered to no project: a cluster %s",
    async ([, retiredAt], { world }) => {
      const { editor, owner, admin } = world.people;
      const namespaceId = await world.namespace("orders-batch");
      await world.grant(namespaceId, world.orders);
      const serviceAccountId = await world.serviceAccount(namespaceId, world.orders, "runner");
      const cloudResourceId = await world.resource("bucket", "acme-logs", world.orders);
      const binding = { serviceAccountId, cloudResourceId, access: "read" } as const;
      const { ask, asked, decide } = requestsOf(world);
      const askedBefore = await asked(editor, { kind: "binding", ...binding });
      const offered = async () => {
        const asAdmin = await world.contextOf(admin);
        const bindable = await listBindable.execute(asAdmin, { serviceAccountId, kind: "bucket" });
        const explained = await explainAccessOf.execute(await world.contextOf(editor), { project: "orders" });
        const where = { clusterId: world.clusterId, namespaceId };
        const form = await explainPlacement(world.db, { projectId: world.orders, projectName: "orders", ...where });
        return {
          bindable: bindable.ok && bindable.data.length,
          explained: explained.ok && explained.data.places[0]?.resources.length,
          form: form.buckets.length,
        };
      };
      expect(await offered()).toEqual({ bindable: 1, explained: 1, form: 1 });

      await world.db.update(clusters).set({ logBucketId: cloudResourceId });
      expect(await offered()).toEqual({ bindable: 0, explained: 0, form: 0 });
      expect(await decide(owner, askedBefore)).toMatchObject(refused);
      expect(await ask(owner, { kind: "binding", ...binding, access: "write" })).toMatchObject(refused);
      expect(await bindServiceAccount.execute(await world.contextOf(admin), { ...binding, prefix: "" })).toMatchObject(
        refused,
      );

      await world.db.update(clusters).set({ retiredAt });
      expect(await bindServiceAccount.execute(await world.contextOf(admin), { ...binding, prefix: "" })).toMatchObject(
        refused,
      );
    },
  );
});
