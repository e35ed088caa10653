"use server";
import { asAction } from "#lib/auth/as-action.ts";
import { leaveProject as leave, removeMember as remove } from "./remove-member.ts";
import { setMember as set } from "./set-member.ts";

export const setMember = asAction(set);
export const removeMember = asAction(remove);
export const leaveProject = asAction(leave);
