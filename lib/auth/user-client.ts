import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { listGroupRoles, listGroups } from "./group-roles.ts";
import type { listUsers } from "./list-users.ts";

export type UserPage = Wire<Answer<typeof listUsers>>;
export type UserRow = UserPage["rows"][number];
export type GroupRolePage = Wire<Answer<typeof listGroupRoles>>;
export type GroupRoleRow = GroupRolePage["rows"][number];
type GroupCount = Wire<Answer<typeof listGroups>>[number];

export type ListQuestion = { search: string; sort: string | null; page: number };
export type UserQuestion = ListQuestion & {
  state: "enabled" | "disabled" | null;
  platformRole: "admin" | "auditor" | "member" | null;
};

/** Everyone with an account, as the URL asks for them. */
export const usersOptions = (question: UserQuestion, initialData?: UserPage) =>
  queryOptions({
    queryKey: ["admin", "users", question],
    queryFn: ({ signal }) => read<UserPage>("user.list", question, signal),
    ...(initialData ? { initialData } : {}),
  });

/** What groups of the provider give. */
export const groupRolesOptions = (question: ListQuestion, initialData?: GroupRolePage) =>
  queryOptions({
    queryKey: ["admin", "group-roles", question],
    queryFn: ({ signal }) => read<GroupRolePage>("group-role.list", question, signal),
    ...(initialData ? { initialData } : {}),
  });

/** Groups that people were in at their last sign-in. */
export const groupsOptions = (search: string) =>
  queryOptions({
    queryKey: ["admin", "groups", search],
    queryFn: ({ signal }) => read<GroupCount[]>("group.list", { search }, signal),
  });
