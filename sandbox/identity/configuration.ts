import { exportJWK, generateKeyPair } from "jose";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { escapeHtml, page } from "./choose-account-page.ts";
import { createMemoryAdapters } from "./memory-adapter.ts";
import type { IdentityOptions } from "./server.ts";

const hour = 3600;

/** Everything the provider is told: code flow with PKCE, no consent page, and the claims inside the ID token. */
export async function configure({ client, accounts }: IdentityOptions): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    adapter: createMemoryAdapters(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: client.redirectUris,
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "profile", "email"],
    claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, postLogoutSuccessSource } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: hour, IdToken: hour, Interaction: hour, Session: hour },
    clientBasedCORS: () => false,
    findAccount: (_ctx, sub) => {
      const account = accounts.find((candidate) => candidate.sub === sub);
      return account && { accountId: sub, claims: () => ({ ...account, email_verified: true }) };
    },
    loadExistingGrant: grantWhatIsAsked,
    renderError: (ctx, { error, error_description }) => {
      ctx.type = "html";
      ctx.body = page("Sign-in did not work", `<p>${escapeHtml(`${error}: ${error_description ?? ""}`)}</p>`);
    },
  };
}

/** The one client is trusted, so what it asks for is granted without a consent page. */
async function grantWhatIsAsked(ctx: KoaContextWithOIDC) {
  const { client, session, params, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(String(params?.scope ?? "openid"));
  await grant.save();
  return grant;
}

function postLogoutSuccessSource(ctx: KoaContextWithOIDC): void {
  ctx.type = "html";
  ctx.body = page("Signed out", "<p>You may close this page.</p>");
}
