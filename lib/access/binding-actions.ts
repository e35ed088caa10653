"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { bindServiceAccount as bind, unbindServiceAccount as unbind } from "./service-account-bindings.ts";

export const bindServiceAccount = asAction(bind);
export const unbindServiceAccount = asAction(unbind);
