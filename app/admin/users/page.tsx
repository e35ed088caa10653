import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { CreateUser } from "#components/users/create-user.tsx";
import { GiveGroupRole } from "#components/users/give-group-role.tsx";
import { GroupRoleList } from "#components/users/group-role-list.tsx";
import { UserList } from "#components/users/user-list.tsx";
import { userParams } from "#components/users/user-params.ts";
import { UserTabs } from "#components/users/user-tabs.tsx";
import { ask } from "#lib/auth/ask.ts";
import { listGroupRoles } from "#lib/auth/group-roles.ts";
import { listUsers } from "#lib/auth/list-users.ts";
import { getProfile } from "#lib/auth/queries.ts";
import { offersLocalAccounts, offersOidc } from "#lib/auth/ways-in.ts";
import { toWire } from "#lib/platform/wire.ts";
import { listProjects } from "#lib/projects/queries.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await getTranslations("users"))("title") });

const load = createLoader(userParams);

export default async function UsersPage({ searchParams }: PageProps<"/admin/users">) {
  const [{ tab, search, sort, page, state, role }, t, profile] = await Promise.all([
    load(searchParams),
    getTranslations("users"),
    ask(getProfile, {}),
  ]);
  const mayChange = profile.ok && profile.data.changesUsers;
  const ways = { password: offersLocalAccounts(), openId: offersOidc() };
  const list = { search, sort, page };
  if (tab === "groups") {
    const [roles, projects] = await Promise.all([ask(listGroupRoles, list), ask(listProjects, {})]);
    const give = mayChange && <GiveGroupRole projects={projects.ok ? projects.data : []} />;
    return (
      <Page title={t("title")} actions={give}>
        <UserTabs>
          {roles.ok ? (
            <GroupRoleList mayChange={mayChange} hasProvider={ways.openId} initial={toWire(roles.data)} asked={list} />
          ) : (
            <Trouble error={roles.error} />
          )}
        </UserTabs>
      </Page>
    );
  }
  const question = { ...list, state, platformRole: role };
  const users = await ask(listUsers, question);
  return (
    <Page title={t("title")} actions={mayChange && <CreateUser ways={ways} />}>
      <UserTabs>
        {users.ok ? (
          <UserList mayChange={mayChange} ways={ways} initial={toWire(users.data)} asked={question} />
        ) : (
          <Trouble error={users.error} />
        )}
      </UserTabs>
    </Page>
  );
}
