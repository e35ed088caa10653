import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createFaults, type FaultControl } from "#sandbox/faults.ts";
import type { AwsAccount } from "./accounts.ts";
import type { Cloud } from "./call.ts";
import { createDispatcher } from "./dispatch.ts";
import { eksClusterArn } from "./eks/eks.ts";
import { associationOf } from "./eks/pod-identity-associations.ts";
import { openStore } from "./s3/store.ts";
import { createTokenSigner } from "./session-token.ts";
import { createAccount } from "./world.ts";
import { restoreWorld, saveWorld } from "./world-file.ts";

export type { AwsAccount } from "./accounts.ts";

export type Aws = {
  url: string;
  faults: FaultControl;
  /** What EKS's control plane tells the webhook of a cluster: whether a service account has a Pod Identity association. */
  hasAssociation(cluster: { account: string; region: string; name: string }, of: ServiceAccount): boolean;
  stop(): Promise<void>;
};
type ServiceAccount = { namespace: string; serviceAccount: string };

/**
 * Starts one HTTP server on the loopback interface that stands in for S3, STS, IAM, Secrets Manager, ECR and EKS of several accounts
 * and regions. Signatures and policies are enforced. Objects, keys, policies and secrets outlive a restart with the same `dataDir`.
 */
export async function startAws(options: { port?: number; dataDir: string; accounts: AwsAccount[] }): Promise<Aws> {
  mkdirSync(options.dataDir, { recursive: true });
  const worldFile = join(options.dataDir, "accounts.json");
  const world = new Map(options.accounts.map((seed) => [seed.id, createAccount(seed)]));
  restoreWorld(worldFile, world);
  const store = openStore(join(options.dataDir, "s3"));
  for (const { id, buckets } of options.accounts)
    for (const bucket of buckets) store.ensureBucket({ ...bucket, account: id });

  const cloud: Cloud = {
    world,
    tokens: createTokenSigner(options.dataDir),
    save: (changed) => {
      changed.changed = true;
      saveWorld(worldFile, world);
    },
    log: (message) => process.stderr.write(`sandbox aws: ${message}\n`),
    now: Date.now,
  };
  const faults = createFaults();
  const server = createServer(faults.wrap(createDispatcher(cloud, store)));
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: faults.control,
    hasAssociation({ account: id, region, name }, { namespace, serviceAccount }) {
      const account = world.get(id);
      const arn = eksClusterArn(region, id, name);
      return account !== undefined && associationOf(account, arn, namespace, serviceAccount) !== undefined;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
