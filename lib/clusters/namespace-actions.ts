"use server";
import { grantNamespace as grant, revokeNamespace as revoke } from "#lib/access/grant-namespace.ts";
import { asAction } from "#lib/auth/as-action.ts";
import { registerNamespace as register } from "./register-namespace.ts";

export const grantNamespace = asAction(grant);
export const registerNamespace = asAction(register);
export const revokeNamespace = asAction(revoke);
