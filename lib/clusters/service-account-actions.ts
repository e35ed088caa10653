"use server";
import { registerServiceAccount as register } from "#lib/access/service-account-bindings.ts";
import { asAction } from "#lib/auth/as-action.ts";
import { applyServiceAccount as apply } from "./apply-service-account.ts";
import { updateServiceAccount as update } from "./update-service-account.ts";

export const applyServiceAccount = asAction(apply);
export const registerServiceAccount = asAction(register);
export const updateServiceAccount = asAction(update);
