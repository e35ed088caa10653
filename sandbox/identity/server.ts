import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { chooseAccountPage } from "./choose-account-page.ts";
import { configure } from "./configuration.ts";

export type Account = { sub: string; name: string; email: string; groups: string[] };
export type IdentityOptions = {
  port?: number;
  client: { id: string; secret: string; redirectUris: string[] };
  accounts: Account[];
};

/**
 * Starts an OpenID provider on the loopback interface where one signs in by choosing an account, without a password. It
 * remembers nobody: each sign-in asks again. Authorization code flow with PKCE (RFC 7636), ID tokens with name, email and
 * groups, and RP-initiated logout back to any page of the client's origin.
 */
export async function startIdentity(options: IdentityOptions): Promise<{ issuer: string; stop(): Promise<void> }> {
  const server = createServer();
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider = new Provider(issuer, await configure(options));
  const origins = new Set(options.client.redirectUris.map((uri) => new URL(uri).origin));
  provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) => origins.has(new URL(uri).origin);

  const answerProtocol = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/")) return void interact(provider, options, request, response);
    forget(request);
    void answerProtocol(request, response);
  });
  return {
    issuer,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Takes the session out of a request that begins or ends a sign-in, so that neither knows of an earlier one. */
function forget(request: IncomingMessage): void {
  const path = request.url?.split("?")[0] ?? "";
  if (!/^\/auth(\/|$)|^\/session\/end$/.test(path) || !request.headers.cookie) return;
  const kept = request.headers.cookie.split("; ").filter((cookie) => !cookie.startsWith("_session"));
  request.headers.cookie = kept.join("; ");
}

async function interact(
  provider: Provider,
  { accounts }: IdentityOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await provider.interactionDetails(request, response);
    const sub = request.method === "POST" ? (await readForm(request)).get("account") : null;
    if (accounts.some((account) => account.sub === sub)) {
      const result = { login: { accountId: sub ?? "", remember: false } };
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    response.writeHead(200, headers).end(chooseAccountPage(accounts));
  } catch {
    response
      .writeHead(400, { "content-type": "text/plain" })
      .end("This sign-in has expired. Go back and start again.\n");
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
