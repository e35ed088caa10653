import { env } from "#lib/platform/env.ts";

export const offersOidc = (): boolean => Boolean(env().OIDC_ISSUER && env().OIDC_CLIENT_ID && env().OIDC_CLIENT_SECRET);
export const offersLocalAccounts = (): boolean => env().SLIPWAY_LOCAL_ACCOUNTS === "on";
