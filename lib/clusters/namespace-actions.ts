"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { applyServiceAccount as apply } from "./apply-service-account.ts";
import { registerNamespace as register } from "./register-namespace.ts";
import { updateServiceAccount as update } from "./update-service-account.ts";

export const applyServiceAccount = asAction(apply);
export const registerNamespace = asAction(register);
export const updateServiceAccount = asAction(update);
