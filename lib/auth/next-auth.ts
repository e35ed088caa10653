import { headers } from "next/headers";
import NextAuth, { type AuthOptions, type User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { database } from "#lib/platform/database.ts";
import { env } from "#lib/platform/env.ts";
import { codeOf } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { checkPassword } from "./check-password.ts";
import { addressOf } from "./request-address.ts";
import { returnPath } from "./return-path.ts";
import { sessionCookie, sessionSeconds, usesHttps } from "./session.ts";
import { Claims, signInWithOidc } from "./sign-in-with-oidc.ts";
import { offersLocalAccounts, offersOidc } from "./ways-in.ts";

declare module "next-auth" {
  interface User {
    sessionsEnded?: number;
  }
}

const localAccounts = () =>
  CredentialsProvider({
    id: "local",
    credentials: { login: {}, password: {} },
    authorize: async (given) => {
      const { login = "", password = "" } = given ?? {};
      try {
        const attempt = { login, password, address: addressOf(await headers()) };
        const session = await checkPassword(database().db, attempt);
        return session && { id: session.userId, sessionsEnded: session.sessionsEnded };
      } catch (error) {
        if (codeOf(error) === "internal") log.error({ err: error }, "a local sign-in failed");
        throw new Error(codeOf(error));
      }
    },
  });

/** Authorization code flow with PKCE, state and nonce; the ID token's signature and issuer are checked by openid-client. */
const openId = (): OAuthConfig<Record<string, unknown>> => ({
  id: "oidc",
  name: env().OIDC_NAME,
  type: "oauth",
  wellKnown: `${env().OIDC_ISSUER?.replace(/\/$/, "")}/.well-known/openid-configuration`,
  clientId: env().OIDC_CLIENT_ID ?? "",
  clientSecret: env().OIDC_CLIENT_SECRET ?? "",
  authorization: { params: { scope: env().OIDC_SCOPE } },
  checks: ["pkce", "state", "nonce"],
  idToken: true,
  profile: (claims) => ({ id: String(claims.sub) }),
});

/** Turns the provider's subject into our user: what the session will hold. Returns where to go when that may not be. */
async function admit(user: User, profile: unknown): Promise<true | string> {
  const claims = Claims.safeParse(withGroups(profile));
  if (!claims.success) return "/sign-in?error=oidc";
  const outcome = await signInWithOidc(database().db, claims.data, addressOf(await headers()));
  if ("refused" in outcome) return `/sign-in?error=${outcome.refused}`;
  user.id = outcome.userId;
  user.sessionsEnded = outcome.sessionsEnded;
  return true;
}

/** The groups by the name that we know them by, whichever claim of the provider has them. */
const withGroups = (profile: unknown) =>
  typeof profile === "object" && profile !== null
    ? { ...profile, groups: (profile as Record<string, unknown>)[env().OIDC_GROUPS_CLAIM] }
    : profile;

const options = (): AuthOptions => ({
  secret: env().SLIPWAY_SESSION_SECRET,
  useSecureCookies: usesHttps(),
  providers: [...(offersOidc() ? [openId()] : []), ...(offersLocalAccounts() ? [localAccounts()] : [])],
  session: { strategy: "jwt", maxAge: sessionSeconds },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  cookies: {
    sessionToken: {
      name: sessionCookie(),
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: usesHttps() },
    },
  },
  callbacks: {
    signIn: ({ user, account, profile }) => (account?.provider === "oidc" ? admit(user, profile) : true),
    // The user's id and which of their sessions: roles and names would grow old in a cookie.
    jwt: ({ token, user }) => (user ? { sub: user.id, sessionsEnded: user.sessionsEnded } : token),
    session: ({ session }) => ({ expires: session.expires }),
    redirect: ({ url, baseUrl }) =>
      baseUrl + returnPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url),
  },
  logger: {
    error: (code, metadata) =>
      log.warn({ code, err: metadata instanceof Error ? metadata : metadata.error }, "sign-in did not work"),
    warn: (code) => log.debug({ code }, "next-auth"),
    debug: () => {},
  },
});

type Context = { params: Promise<{ nextauth: string[] }> };

/** Sign-in, its callback and sign-out, as next-auth's routes. The session route would renew a session for ever, so it is not served. */
export async function answerAuth(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (nextauth[0] === "session" || nextauth[0] === "_log") return new Response(null, { status: 404 });
  return NextAuth(request as never, context as never, options()) as Promise<Response>;
}
