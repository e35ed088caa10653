import { type HttpAnswer, request, sharedOrigin } from "#lib/platform/http-request.ts";
import type { RegistryAccess } from "./access.ts";
import { basicAuthorization, type Challenge, parseChallenge } from "./challenge.ts";
import { type AskedOfRegistry, registryNetworkError, registryStatusError } from "./registry-error.ts";

/**
 * One request, signed in as the registry asks: Basic, or a token from the place it names. Gives the answer whatever its status, but for a
 * refused credential. Redirects are not followed, so that a credential never leaves for another host.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export async function askRegistry(
  access: RegistryAccess,
  { method, path, accept = "application/json" }: { method: "GET" | "HEAD"; path: string; accept?: string },
  asked: AskedOfRegistry,
): Promise<HttpAnswer> {
  const send = (headers: Record<string, string>) =>
    request(sharedOrigin(access.address, access.ca), { method, path, headers: { accept, ...headers } }).catch(
      (error) => {
        throw registryNetworkError(asked, error);
      },
    );
  const first = await send({});
  if (first.status !== 401) return first;
  const challenge = parseChallenge(first.headers["www-authenticate"]);
  const authorization = challenge && (await authorize(access, challenge, asked));
  if (authorization === undefined) throw registryStatusError(asked, 401, first.body);
  const answer = await send({ authorization });
  if (answer.status === 401) throw registryStatusError(asked, 401, answer.body);
  return answer;
}

async function authorize(
  access: RegistryAccess,
  challenge: Challenge,
  asked: AskedOfRegistry,
): Promise<string | undefined> {
  const { username, password, address } = access;
  const basic = username !== undefined && password !== undefined ? basicAuthorization(username, password) : undefined;
  if (challenge.scheme === "basic") return basic;

  const realm = URL.parse(challenge.realm);
  // The registry may name any place for its tokens; the password goes there only over TLS, or if it is the registry itself.
  const isTrusted = realm?.protocol === "https:" || realm?.origin === new URL(address).origin;
  if (!realm || !isTrusted) throw registryStatusError(asked, 401, `tokens are to be fetched from ${challenge.realm}`);
  if (challenge.service) realm.searchParams.set("service", challenge.service);
  if (challenge.scope) realm.searchParams.set("scope", challenge.scope);
  const headers: Record<string, string> = basic === undefined ? {} : { authorization: basic };
  const origin = sharedOrigin(realm.origin, access.ca);
  const { status, body } = await request(origin, { method: "GET", path: realm.pathname + realm.search, headers }).catch(
    (error) => {
      throw registryNetworkError(asked, error);
    },
  );
  const token = status === 200 ? tokenOf(body) : undefined;
  if (token === undefined) throw registryStatusError(asked, status === 200 ? 401 : status, body);
  return `Bearer ${token}`;
}

function tokenOf(body: string): string | undefined {
  const { token, access_token } = parseJson<{ token?: string; access_token?: string }>(body) ?? {};
  return token ?? access_token;
}

export function parseJson<T>(body: string): T | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
