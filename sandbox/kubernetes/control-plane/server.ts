import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createFaults, type FaultControl } from "#sandbox/faults.ts";
import { createAuthenticator, type StaticToken } from "./authn.ts";
import { bootstrap } from "./bootstrap.ts";
import { servingCertificate, signingKey } from "./certificates.ts";
import { startGarbageCollector } from "./controllers/garbage.ts";
import { startJobController } from "./controllers/job.ts";
import { startNamespaceController } from "./controllers/namespaces.ts";
import { startQuotaController } from "./controllers/quota-status.ts";
import { startScheduler } from "./controllers/scheduler.ts";
import { handle, type Serving } from "./handler.ts";
import { Store } from "./storage.ts";

export type ControlPlaneOptions = {
  name: string;
  /** Of the kube-system namespace, by which a cluster is recognised. */
  uid: string;
  port?: number;
  /** Certificates and the token key are kept here, so that a restart keeps both. */
  dataDir: string;
  tokens: StaticToken[];
  /** Asked about tokens that are not known here, as with `--authentication-token-webhook-config-file`. */
  tokenReviewWebhook?: string;
  /** Accepted in a service account token beside the issuer. */
  audiences?: string[];
};

export type ControlPlane = {
  url: string;
  ca: string;
  issuer: string;
  jwks(): Promise<object>;
  faults: FaultControl;
  stop(): Promise<void>;
};

/** A stand-in for a Kubernetes control plane: API server, scheduler, Job controller and garbage collector over state in memory. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { ca, cert, key } = servingCertificate(options.dataDir, options.name);
  const { control: faults, wrap } = createFaults();
  const store = new Store();
  let serving: Serving | undefined;
  const listener = wrap((request, response) => {
    if (serving) void handle(serving, request, response);
    else response.writeHead(503).end();
  });
  const server = createServer({ cert, key, keepAliveTimeout: 60_000, requestTimeout: 0 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const { tokens, tokenReviewWebhook, audiences = [] } = options;
  const authenticator = createAuthenticator({
    store,
    issuer: url,
    audiences: [url, ...audiences],
    key: signingKey(options.dataDir),
    tokens,
    ...(tokenReviewWebhook && { tokenReviewWebhook }),
  });
  const controllers = [
    startNamespaceController(store, ca),
    startGarbageCollector(store),
    startQuotaController(store),
    startScheduler(store),
    startJobController(store),
  ];
  bootstrap(store, options.uid);
  serving = { store, authenticator, issuer: url, name: options.name };

  return {
    url,
    ca,
    issuer: url,
    jwks: authenticator.jwks,
    faults,
    async stop() {
      for (const stopController of controllers) stopController();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
