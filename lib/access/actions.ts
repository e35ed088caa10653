"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { askForAccess as ask } from "./ask-for-access.ts";
import { askToJoin as join } from "./ask-to-join.ts";
import { decideRequest as decide } from "./decide-request.ts";
import { endDelegation as end } from "./end-delegation.ts";
import { startDelegation as start } from "./start-delegation.ts";
import { withdrawRequest as withdraw } from "./withdraw-request.ts";

export const askForAccess = asAction(ask);
export const askToJoin = asAction(join);
export const decideRequest = asAction(decide);
export const endDelegation = asAction(end);
export const startDelegation = asAction(start);
export const withdrawRequest = asAction(withdraw);
