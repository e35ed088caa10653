import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servingCertificate } from "#sandbox/kubernetes/control-plane/certificates.ts";
import { createInitTrial, type InitTrial } from "./run-init.ts";

let trial: InitTrial;
let server: Server;
let address: string;

beforeAll(async () => {
  trial = await createInitTrial();
  const { ca, cert, key } = servingCertificate(trial.root, "vault");
  await writeFile(join(trial.root, "vault-ca.pem"), ca);
  await writeFile(join(trial.root, "token"), "a token");
  server = createServer({ cert, key }, (_request, response) => {
    response.writeHead(403, { "content-type": "application/json" }).end('{"errors":["permission denied"]}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await trial.remove();
});

function logIn(caFile?: string) {
  const secrets = [{ store: "vault" as const, id: "secret/orders/db-password", file: "db-password" }];
  const tokenFile = join(trial.root, "token");
  return trial.start({ secrets, vault: { address, role: "orders", mount: "kubernetes", tokenFile, caFile } }).ended;
}

test("a private CA is trusted when its file is given", async () => {
  const { code, lastLine } = await logIn(join(trial.root, "vault-ca.pem"));
  expect(lastLine).toBe("Vault refused login for role orders: permission denied");
  expect(code).toBe(12);
});

test("a certificate that nobody vouches for is refused at once and by name", async () => {
  const { code, lastLine } = await logIn();
  expect(lastLine).toMatch(/^Vault at https:\/\/127\.0\.0\.1:\d+ cannot be reached: [A-Z_]*(CERT|SIGNATURE)[A-Z_]*: /);
  expect(code).toBe(10);
});

test("a CA file that is not there is named", async () => {
  const { code, lastLine } = await logIn("/nowhere/ca.pem");
  expect(lastLine).toBe("Vault's CA /nowhere/ca.pem cannot be read: ENOENT");
  expect(code).toBe(10);
});
