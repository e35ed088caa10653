"use server";
import { asAction } from "./as-action.ts";
import { createUser as create } from "./create-user.ts";
import { disableUser as disable, enableUser as enable } from "./disable-user.ts";
import { removeGroupRole as removeRole, setGroupRole as setRole } from "./group-roles.ts";
import { endUserSessions as endSessions, resetPassword as reset } from "./reset-password.ts";
import { samePerson as join, otherPerson as part } from "./same-person.ts";
import { setPlatformRole as setPlatform } from "./set-platform-role.ts";

export const createUser = asAction(create);
export const disableUser = asAction(disable);
export const enableUser = asAction(enable);
export const setPlatformRole = asAction(setPlatform);
export const resetPassword = asAction(reset);
export const endUserSessions = asAction(endSessions);
export const samePerson = asAction(join);
export const otherPerson = asAction(part);
export const setGroupRole = asAction(setRole);
export const removeGroupRole = asAction(removeRole);
