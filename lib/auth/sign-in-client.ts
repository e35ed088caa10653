/** Sign-in and sign-out as the browser asks for them: next-auth's own routes, with its CSRF token. */
async function post(path: string, fields: Record<string, string>): Promise<string> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf", { cache: "no-store" })).json()) as { csrfToken: string };
  const answer = await fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
  return ((await answer.json()) as { url: string }).url;
}

const errorIn = (url: string): string | null => new URL(url, window.location.origin).searchParams.get("error");

/** Signs in to a local account; resolves to undefined, or to the code of what went wrong. */
export async function signInLocally(login: string, password: string): Promise<string | undefined> {
  return errorIn(await post("callback/local", { login, password, callbackUrl: "/" })) ?? undefined;
}

/** Leaves for the OpenID provider, which leads back to `to`; resolves to a code where it cannot be reached. */
export async function signInAtProvider(to: string): Promise<string | undefined> {
  const url = await post("signin/oidc", { callbackUrl: to });
  const error = errorIn(url);
  if (error) return error;
  window.location.assign(url);
  return undefined;
}

export const signOut = (): Promise<string> => post("signout", { callbackUrl: "/" });
