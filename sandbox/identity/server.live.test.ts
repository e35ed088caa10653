import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startIdentity } from "./server.ts";

const redirectUri = "http://localhost:3999/api/auth/callback/sso";
const accounts = [
  { sub: "u-engineer", name: "Data engineer", email: "engineer@acme.test", groups: ["orders"] },
  { sub: "u-admin", name: "Platform <admin>", email: "admin@acme.test", groups: ["platform", "orders"] },
];
let issuer: string;
let stop: () => Promise<void>;
let discovered: Record<string, string>;

beforeAll(async () => {
  const client = { id: "slipway", secret: "secret-of-this-test", redirectUris: [redirectUri] };
  ({ issuer, stop } = await startIdentity({ client, accounts }));
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
  discovered = (await answer.json()) as Record<string, string>;
});
afterAll(() => stop());

/** A browser as far as a sign-in needs one: cookies and redirects, one step at a time. */
function openBrowser() {
  const cookies = new Map<string, string>();
  return async (url: string, form?: Record<string, string>) => {
    const response = await fetch(new URL(url, issuer), {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get("location") ?? "", text: await response.text() };
  };
}

async function signIn(browse: ReturnType<typeof openBrowser>, account: string, change: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: "slipway",
    response_type: "code",
    scope: "openid profile email",
    redirect_uri: redirectUri,
    state: "s1",
    nonce: "n1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...change,
  });
  const started = await browse(`${discovered.authorization_endpoint}?${query}`);
  if (!started.location.includes("/interaction/")) return { started, page: "", code: "", verifier };
  const page = await browse(started.location);
  const chosen = await browse(started.location, { account });
  const resumed = await browse(chosen.location);
  const code = resumed.location.startsWith(redirectUri) ? new URL(resumed.location).searchParams.get("code") : null;
  return { started, page: page.text, code: code ?? "", verifier };
}

async function redeem(code: string, verifier: string) {
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier };
  const response = await fetch(discovered.token_endpoint ?? "", {
    method: "POST",
    headers: { authorization: `Basic ${btoa("slipway:secret-of-this-test")}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, tokens: (await response.json()) as { id_token: string; access_token: string } };
}

test("choosing an account ends in an ID token with name, email and groups", async () => {
  const { page, code, verifier } = await signIn(openBrowser(), "u-admin");
  expect(page).toContain('<html lang="en">');
  expect(page).toContain("Platform &#60;admin&#62;");
  const { status, tokens } = await redeem(code, verifier);
  expect(status).toBe(200);
  const keys = createRemoteJWKSet(new URL(discovered.jwks_uri ?? ""));
  const { payload } = await jwtVerify(tokens.id_token, keys, { issuer, audience: "slipway" });
  expect(payload).toMatchObject({
    sub: "u-admin",
    name: "Platform <admin>",
    email: "admin@acme.test",
    groups: ["platform", "orders"],
    nonce: "n1",
  });
});

test("a second sign-in in the same browser asks again and may choose another account", async () => {
  const browse = openBrowser();
  await signIn(browse, "u-admin");
  const { page, code, verifier } = await signIn(browse, "u-engineer");
  expect(page).toContain("Choose an account");
  const { tokens } = await redeem(code, verifier);
  const claims = JSON.parse(Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString());
  expect(claims.sub).toBe("u-engineer");
});

test("a code is worth nothing without its verifier, or twice", async () => {
  const first = await signIn(openBrowser(), "u-engineer");
  expect((await redeem(first.code, "x".repeat(43))).status).toBe(400);
  const second = await signIn(openBrowser(), "u-engineer");
  expect((await redeem(second.code, second.verifier)).status).toBe(200);
  expect((await redeem(second.code, second.verifier)).status).toBe(400);
});

test("a foreign redirect URI, a missing challenge and an unknown account lead nowhere", async () => {
  const foreign = await signIn(openBrowser(), "u-admin", { redirect_uri: "http://localhost:1/elsewhere" });
  expect(foreign.started.status).toBe(400);
  const bare = await signIn(openBrowser(), "u-admin", { code_challenge: "" });
  expect(bare.started.location).toMatch(/error=invalid_request/);
  expect((await signIn(openBrowser(), "nobody")).code).toBe("");
});

test("signing out leads back to the client's own origin only", async () => {
  const browse = openBrowser();
  const { code, verifier } = await signIn(browse, "u-admin");
  const { tokens } = await redeem(code, verifier);
  const leave = (uri: string) =>
    browse(
      `${discovered.end_session_endpoint}?${new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: uri })}`,
    );
  expect((await leave("http://elsewhere.test/")).status).toBe(400);
  const asked = await leave("http://localhost:3999/signed-out");
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
  const left = await browse("/session/end/confirm", { xsrf, logout: "yes" });
  expect(left.location).toBe("http://localhost:3999/signed-out");
});
