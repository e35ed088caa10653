import type { Sql } from "postgres";

/** The size that Slipway's access lists are held to. */
export const size = {
  clusters: 20,
  namespaces: 1_000,
  projects: 500,
  users: 10_000,
  memberships: 20_000,
  serviceAccounts: 5_000,
  resources: 20_000,
  bindings: 50_000,
  requests: 100_000,
  auditEvents: 200_000,
};

/**
 * Fills an empty, migrated database with a company of that size: a cloud account for each cluster, five projects to a namespace, one
 * service account for each of those, ten bindings to each service account. A resource in fifty belongs to nobody, one binding in ten
 * and one grant in ten has ended, and one user in twenty is disabled. One
 * request in fifty waits, some of those since too long; nine in ten of the others were approved.
 */
export async function seedAccess(sql: Sql): Promise<void> {
  await sql`insert into users (login, name, platform_role, disabled_at, last_seen_at)
    select 'person' || n || '@team' || n % 97 || '.example', 'Person ' || md5(n::text),
      case when n % 500 = 0 then 'admin' when n % 400 = 0 then 'auditor' else 'member' end,
      case when n % 20 = 7 then now() end, now() - n * interval '1 minute'
    from generate_series(1, ${size.users}) n`;
  await sql`insert into projects (slug, name) select 'project-' || n, 'Project ' || n from generate_series(1, ${size.projects}) n`;
  await sql`insert into project_members (project_id, user_id, role)
    select p.id, u.id, (array['viewer', 'operator', 'editor', 'owner'])[1 + (u.n + p.n) % 4]
    from (select id, row_number() over (order by id) n from users) u
    join (select id, row_number() over (order by id) n from projects) p
      on p.n in (1 + u.n % ${size.projects}, 1 + (u.n * 7 + 3) % ${size.projects})
    on conflict do nothing`;
  await sql`insert into cloud_accounts (name, kind, config) select 'account-' || n, 'aws',
      jsonb_build_object('kind', 'aws', 'accountId', lpad(n::text, 12, '0'), 'region', 'eu-central-1',
        'initImage', jsonb_build_object('repository', 'slipway/init', 'tag', '1')) from generate_series(1, ${size.clusters}) n`;
  await sql`insert into clusters (name, type, region, residency, cloud_account_id, config, uid)
    select replace(name, 'account', 'cluster'), 'eks', 'eu-central-1', (array['eu', 'us', 'dc'])[1 + row_number() over () % 3], id, '{}', id::text
    from cloud_accounts`;
  await sql`insert into namespaces (cluster_id, name)
    select id, 'team-' || n || '-batch' from clusters, generate_series(1, ${size.namespaces / size.clusters}) n`;
  await sql`insert into namespace_grants (namespace_id, project_id, expires_at)
    select n.id, p.id, case when (n.n + k) % 10 = 0 then now() - interval '1 day' end
    from (select id, row_number() over (order by id) n from namespaces) n, generate_series(0, 4) k
    join (select id, row_number() over (order by id) n from projects) p on true
    where p.n = 1 + (n.n * 5 + k) % ${size.projects}`;
  await sql`insert into service_accounts (cluster_id, namespace_id, project_id, name, role_arn, role_by)
    select n.cluster_id, n.id, g.project_id, n.name || '-runner', 'arn:aws:iam::111122223333:role/' || g.project_id, 'annotation'
    from namespace_grants g join namespaces n on n.id = g.namespace_id`;
  await sql`insert into cloud_resources (kind, cloud_account_id, name, region, residency, owner_project_id)
    select (array['bucket', 'image-repository', 'secret'])[1 + i % 3], a.id, 'acme-' || md5(i::text), 'eu-central-1', (array['eu', 'us'])[1 + i % 2],
      case when i % 50 = 0 then null else p.id end
    from generate_series(1, ${size.resources}) i
    join (select id, row_number() over (order by id) n from cloud_accounts) a on a.n = 1 + i % ${size.clusters}
    join (select id, row_number() over (order by id) n from projects) p on p.n = 1 + (i / ${size.clusters}) % ${size.projects}`;
  await sql`insert into service_account_bindings (service_account_id, cloud_resource_id, access, expires_at)
    select s.id, r.id, case r.kind when 'image-repository' then 'pull' else 'read' end, case when (s.n + k) % 10 = 0 then now() - interval '1 hour' end
    from (select s.id, c.cloud_account_id, row_number() over (order by s.id) n from service_accounts s join clusters c on c.id = s.cluster_id) s,
      generate_series(0, 9) k
    join (select id, kind, cloud_account_id, row_number() over (partition by cloud_account_id order by id) n from cloud_resources) r on true
    where r.cloud_account_id = s.cloud_account_id and r.n = 1 + (s.n * 10 + k) % ${size.resources / size.clusters}
    on conflict do nothing`;
  await sql`insert into access_requests (kind, project_id, deciding_project_id, requester_id, requester_person_id, snapshot, snapshot_hash, why,
      days, state, decide_by, decided_by, decider_person_id, decided_at, granted_until, created_at)
    select 'binding', s.project_id, r.owner_project_id, u.id, u.person_id,
      jsonb_build_object('kind', 'binding', 'serviceAccountId', s.id, 'cloudResourceId', r.id, 'access', 'read', 'prefix', ''),
      md5(i::text), 'The report needs it', 30, case when i % 50 = 0 then 'pending' when i % 10 = 1 then 'rejected' else 'approved' end,
      now() + (14 - i % 20) * interval '1 day', case when i % 50 > 0 then d.id end, case when i % 50 > 0 then d.person_id end,
      case when i % 50 > 0 then now() end, case when i % 50 > 0 then now() + interval '30 days' end, now() - i * interval '1 minute'
    from generate_series(1, ${size.requests}) i
    join (select id, project_id, row_number() over (order by id) n from service_accounts) s on s.n = 1 + i % ${size.serviceAccounts}
    join (select id, owner_project_id, row_number() over (order by id) n from cloud_resources) r on r.n = 1 + (i * 7) % ${size.resources}
    join (select id, person_id, row_number() over (order by id) n from users) u on u.n = 1 + i % ${size.users}
    join (select id, person_id, row_number() over (order by id) n from users) d on d.n = 1 + (i + 5) % ${size.users}`;
  await sql`insert into audit_events
    select n, '2026-01-01'::timestamptz + n * interval '1 minute', 'user', null, 'engineer-' || n % 500 || '@orders',
      (array['run.launch', 'run.stop', 'member.set', 'job.save'])[1 + n % 4], case when n % 50 = 0 then 'refused' else 'done' end,
      case when n % 50 = 0 then 'denied' end, null, jsonb_build_object('name', 'thing ' || n), gen_random_uuid(),
      '10.0.0.' || n % 200, repeat('0', 64), repeat('0', 64)
    from generate_series(1, ${size.auditEvents}) n`;
  await sql.unsafe("vacuum analyze");
}
