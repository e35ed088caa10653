import type { Sql } from "postgres";
import type { Database } from "#db/client.ts";
import { getServiceAccountBindings, listBindable } from "#lib/access/binding-queries.ts";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import { loadGrants } from "#lib/access/grants.ts";
import { countToDecide, listRequests } from "#lib/access/request-queries.ts";
import { listAudit } from "#lib/audit/queries.ts";
import { listUsers } from "#lib/auth/list-users.ts";
import { userContext } from "#lib/auth/user-context.ts";
import { listResources } from "#lib/cloud/resource-queries.ts";
import { listServiceAccounts } from "#lib/clusters/service-account-list.ts";
import type { Result } from "#lib/platform/result.ts";

/** What is measured: each round asks about something else. */
export type Question = {
  name: string;
  /** In milliseconds, for 95 of 100 rounds. */
  limitMs: number;
  /** Held to the limit: the whole answer, or the time in the database alone. */
  held: "answer" | "database";
  ask: (round: number) => Promise<unknown>;
};

async function must(answer: Promise<Result<unknown>>): Promise<void> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
}

/** The questions that the product asks all the time, and the lists of the administration, as an admin sees them. */
export async function questionsOf(sql: Sql, db: Database): Promise<Question[]> {
  const [admin] =
    await sql`select id from users where platform_role = 'admin' and disabled_at is null order by id limit 1`;
  const ctx = await userContext(db, { userId: admin?.id ?? null, address: null });
  const people = await sql`select id from users order by md5(id::text) limit 500`;
  const owners = await Promise.all(
    (
      await sql`select distinct user_id from project_members join users on users.id = user_id
        where role = 'owner' and disabled_at is null order by user_id limit 50`
    ).map((row) => userContext(db, { userId: row.user_id, address: null })),
  );
  const places = await sql`select s.id, s.project_id, s.cluster_id, s.namespace_id, p.slug from service_accounts s
    join projects p on p.id = s.project_id order by md5(s.id::text) limit 500`;
  const at = <Row>(rows: Row[], round: number): Row => {
    const row = rows[round % rows.length];
    if (!row) throw new Error("There is nothing to ask about");
    return row;
  };
  const answer = (name: string, limitMs: number, ask: Question["ask"]): Question => ({
    name,
    limitMs,
    held: "answer",
    ask,
  });
  const list = (name: string, ask: (round: number) => Promise<Result<unknown>>, limitMs = 100): Question => ({
    name,
    limitMs,
    held: "database",
    ask: (round) => must(ask(round)),
  });
  const hex = (n: number) => `${(n % 256).toString(16).padStart(2, "0")}a`;

  return [
    answer("select 1", Number.POSITIVE_INFINITY, () => sql`select 1`),
    answer("explainPlacement, all of it", 20, (n) => {
      const place = at(places, n);
      const where = { clusterId: place.cluster_id, namespaceId: place.namespace_id };
      return explainPlacement(db, { projectId: place.project_id, projectName: place.slug, ...where });
    }),
    answer("explainPlacement, clusters", 20, (n) => {
      const place = at(places, n);
      return explainPlacement(db, { projectId: place.project_id, projectName: place.slug });
    }),
    answer("loadGrants", 20, (n) => loadGrants(db, at(people, n).id)),
    list("audit, first page", () => listAudit.execute(ctx, {})),
    list("audit, last pages", (n) => listAudit.execute(ctx, { page: 4000 - (n % 50) })),
    list("audit, of somebody", (n) => listAudit.execute(ctx, { actor: `engineer-${n}@orders` })),
    list("audit, searched", (n) => listAudit.execute(ctx, { search: `engineer-${n % 50}` })),
    list("audit, refusals", () => listAudit.execute(ctx, { outcome: "refused" })),
    list("requests that wait, counted", () => countToDecide.execute(ctx, {})),
    list("requests that wait, first page", () => listRequests.execute(ctx, { box: "decide" })),
    list("requests that wait, of an owner", (n) => listRequests.execute(at(owners, n), { box: "decide" })),
    list("requests that wait, searched", (n) => listRequests.execute(ctx, { box: "decide", search: `acme-${hex(n)}` })),
    list("requests decided, first page", () => listRequests.execute(ctx, { box: "decided" })),
    // The archive is read from end to end, twice: it is searched seldom, and has no index for it.
    list(
      "requests decided, searched",
      (n) => listRequests.execute(ctx, { box: "decided", search: `acme-${hex(n)}` }),
      750,
    ),
    list("requests decided, none found", () => listRequests.execute(ctx, { box: "decided", search: "no such" }), 750),
    list("users, first page", () => listUsers.execute(ctx, {})),
    list("users, searched", (n) => listUsers.execute(ctx, { search: `person${n + 1}7` })),
    list("users, middle of a name", (n) => listUsers.execute(ctx, { search: hex(n) })),
    list("users, disabled, by last sign-in", () => listUsers.execute(ctx, { state: "disabled", sort: "-lastSeenAt" })),
    list("users, last pages", (n) => listUsers.execute(ctx, { sort: "name", page: 200 - (n % 50) })),
    list("service accounts, first page", () => listServiceAccounts.execute(ctx, {})),
    list("service accounts, searched", (n) => listServiceAccounts.execute(ctx, { search: `team-${1 + (n % 50)}-` })),
    list("service accounts, last pages", (n) =>
      listServiceAccounts.execute(ctx, { sort: "-project", page: 100 - (n % 50) }),
    ),
    list("bindings of a service account", (n) =>
      getServiceAccountBindings.execute(ctx, { serviceAccountId: at(places, n).id }),
    ),
    list("what may be bound, searched", (n) =>
      listBindable.execute(ctx, { serviceAccountId: at(places, n).id, kind: "bucket", search: hex(n) }),
    ),
    list("cloud resources, searched", (n) => listResources.execute(ctx, { search: hex(n) })),
    list("cloud resources, last pages", (n) => listResources.execute(ctx, { sort: "-name", page: 400 - (n % 50) })),
  ];
}
