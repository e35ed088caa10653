import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFaults, type FaultControl } from "#sandbox/faults.ts";
import { type Answer, VaultError } from "./answer.ts";
import { readRequest } from "./request.ts";
import { Vault, type VaultContent } from "./vault.ts";

/**
 * Starts a stand-in for HashiCorp Vault on the loopback interface: KV version 2 secrets, policies, and login by Kubernetes
 * service account tokens, which it has the cluster review. It answers as Vault 1.21 was measured to; state is in memory.
 */
export async function startVault(
  options: VaultContent & { port?: number },
): Promise<{ url: string; faults: FaultControl; stop(): Promise<void> }> {
  const vault = new Vault(options);
  const faults = createFaults();
  const server = createServer(faults.wrap((request, response) => void respond(vault, request, response)));
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: faults.control,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function respond(vault: Vault, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(vault, message);
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body === undefined ? undefined : `${JSON.stringify(body)}\n`);
}

async function answer(vault: Vault, message: IncomingMessage): Promise<Answer> {
  try {
    return await vault.answer(await readRequest(message));
  } catch (error) {
    if (error instanceof VaultError) return { status: error.status, body: { errors: error.errors } };
    return { status: 500, body: { errors: ["internal error"] } };
  }
}
