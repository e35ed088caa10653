"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { registerCluster as register } from "./register-cluster.ts";
import { retireCluster as retire } from "./retire-cluster.ts";
import { rotateCredential as rotate } from "./rotate-credential.ts";
import { testConnection as test } from "./test-connection.ts";
import { updateCluster as update } from "./update-cluster.ts";

export const registerCluster = asAction(register);
export const retireCluster = asAction(retire);
export const rotateCredential = asAction(rotate);
export const testConnection = asAction(test);
export const updateCluster = asAction(update);
