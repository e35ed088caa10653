import { queryOptions } from "@tanstack/react-query";
import type { ListInput } from "#lib/platform/page.ts";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { listMembers } from "./list-members.ts";
import type { searchUsers } from "./search-users.ts";

export type MembersView = Wire<Answer<typeof listMembers>>;
export type MemberView = MembersView["rows"][number];
export type FoundUser = Wire<Answer<typeof searchUsers>>[number];
export type MembersQuestion = ListInput & { project: string };

/** News of changes invalidate everything that begins with `access`; an end that comes by itself makes no news. */
const agesMs = 30_000;

export const membersOptions = (question: MembersQuestion, initialData?: MembersView) =>
  queryOptions({
    queryKey: ["access", "members", question],
    queryFn: ({ signal }) => read<MembersView>("member.list", question, signal),
    refetchInterval: agesMs,
    ...(initialData ? { initialData } : {}),
  });

export const userSearchOptions = (project: string, search: string) =>
  queryOptions({
    queryKey: ["access", "users", project, search],
    queryFn: ({ signal }) => read<FoundUser[]>("user.search", { project, search }, signal),
  });
