import { randomUUID } from "node:crypto";
import path from "node:path";
import type { AwsAccount } from "#sandbox/aws/accounts.ts";
import { startAuthenticator } from "#sandbox/aws/authenticator.ts";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import { allowSlipway } from "./cluster-objects.ts";
import { euAccount, usAccount } from "./company.ts";
import type { DemoKeys } from "./keys.ts";

/** A cluster that the company has and Slipway does not know yet. */
export type Unregistered = {
  server: string;
  ca: string;
  /** Of the data centre's: one that may do all that Slipway needs, another such, and one without any right. */
  tokens: { full: string; next: string; none: string };
  /** Another cluster, which takes the same tokens. */
  another: { server: string; ca: string };
};

const places = [
  { name: "dc-berlin", account: null, region: null },
  { name: "eks-munich", account: euAccount, region: "eu-central-1" },
  { name: "eks-ohio", account: usAccount, region: "us-east-1" },
] as const;

type Plane = Awaited<ReturnType<typeof startControlPlane>>;
type Options = {
  folder: string;
  keys: DemoKeys;
  stsUrl: string;
  keep: <T extends { stop(): Promise<unknown> }>(started: T) => T;
};

/** Starts one further control plane of each type, without nodes, for who wants to register one. */
export async function startUnregistered({ folder, keys, stsUrl, keep }: Options) {
  const tokens = { full: randomUUID(), next: randomUUID(), none: randomUUID() };
  const started = await Promise.all(
    places.map(async ({ name, account }) => {
      const accessEntries = [{ principalArn: `arn:aws:iam::${account}:user/slipway`, username: "slipway", groups: [] }];
      const authenticator = account
        ? keep(await startAuthenticator({ stsUrl, clusterName: name, accessEntries }))
        : undefined;
      const plane: Plane = keep(
        await startControlPlane({
          name,
          uid: randomUUID(),
          dataDir: path.join(folder, "clusters", name),
          tokens: [
            { token: keys.clusterAdmin, user: "admin", groups: ["system:masters"] },
            { token: tokens.full, user: "slipway", groups: [] },
            { token: tokens.next, user: "slipway", groups: [] },
            { token: tokens.none, user: "newcomer", groups: [] },
          ],
          ...(authenticator ? { tokenReviewWebhook: authenticator.url } : {}),
        }),
      );
      await allowSlipway({ url: plane.url, ca: plane.ca, token: keys.clusterAdmin }, ["analytics-batch"]);
      return plane;
    }),
  );
  const [datacenter, another] = started;
  if (!datacenter || !another) throw new Error("No cluster was started");
  return {
    datacenter: {
      server: datacenter.url,
      ca: datacenter.ca,
      tokens,
      another: { server: another.url, ca: another.ca },
    } satisfies Unregistered,
    faults: datacenter.faults,
    /** Lists the EKS ones in their accounts. */
    addTo: (accounts: AwsAccount[]): void => {
      for (const [at, { name, account, region }] of places.entries()) {
        const plane = started[at];
        if (!plane || !region) continue;
        const { url: endpoint, ca, issuer } = plane;
        accounts
          .find(({ id }) => id === account)
          ?.eksClusters.push({ name, region, endpoint, ca, issuer, version: "1.37" });
      }
    },
  };
}
