"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { mapResources as map } from "./map-resources.ts";
import { registerAccount as register } from "./register-account.ts";
import { allowCrossing as allow } from "./register-resource.ts";
import { closeCrossing as close } from "./residency-lines.ts";
import { rotateCredential as rotate } from "./rotate-credential.ts";
import { tryAccount as tryOut } from "./try-account.ts";
import { unmapResource as unmap } from "./unmap-resource.ts";
import { updateResource as updateOne } from "./update-resource.ts";

export const allowCrossing = asAction(allow);
export const closeCrossing = asAction(close);
export const mapResources = asAction(map);
export const registerAccount = asAction(register);
export const rotateCredential = asAction(rotate);
export const tryAccount = asAction(tryOut);
export const unmapResource = asAction(unmap);
export const updateResource = asAction(updateOne);
