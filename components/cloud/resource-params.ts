import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { listParams } from "#components/shared/list-params.ts";
import { resourceKinds } from "#lib/cloud/client.ts";

export const resourceTabs = ["mapped", "discover", "lines"] as const;

/** What the URL of the cloud resources holds: the account by its name, the owner by its slug or `none`, what is open by its id. */
export const resourceParams = {
  ...listParams,
  tab: parseAsStringLiteral(resourceTabs).withDefault("mapped"),
  search: parseAsString.withDefault(""),
  account: parseAsString,
  kind: parseAsStringLiteral(resourceKinds),
  owner: parseAsString,
  region: parseAsString,
  resource: parseAsString,
};
type Params = { search: string; sort: string | null; page: number; account: string | null; owner: string | null };
type Named = { id: string; name: string };
type Project = { id: string; slug: string };

/** The filters as the query takes them; a name that is not there filters nothing. */
export const questionOf = <Kind>(
  { search, sort, page, account, owner, kind }: Params & { kind: Kind },
  accounts: readonly Named[],
  projects: readonly Project[],
) => ({
  search,
  sort,
  page,
  kind,
  cloudAccountId: accounts.find(({ name }) => name === account)?.id ?? null,
  owner: owner === "none" ? "none" : (projects.find(({ slug }) => slug === owner)?.id ?? null),
});
