// Each module registers its queries when it is loaded; the read route answers these and no others.
import "#lib/access/explain-queries.ts";
import "#lib/access/project-uses.ts";
import "#lib/access/queries.ts";
import "#lib/access/request-queries.ts";
import "#lib/audit/queries.ts";
import "#lib/auth/group-roles.ts";
import "#lib/auth/list-users.ts";
import "#lib/auth/queries.ts";
import "#lib/cloud/account-queries.ts";
import "#lib/cloud/discover.ts";
import "#lib/cloud/residency-lines.ts";
import "#lib/cloud/resource-queries.ts";
import "#lib/clusters/namespace-list.ts";
import "#lib/clusters/service-account-check.ts";
import "#lib/clusters/service-account-list.ts";
import "#lib/clusters/service-account-places.ts";
import "#lib/jobs/queries.ts";
import "#lib/projects/list-members.ts";
import "#lib/projects/queries.ts";
import "#lib/projects/search-users.ts";
import "#lib/runs/list-clusters.ts";
import "#lib/runs/log-access.ts";
import "#lib/runs/preflight-queries.ts";
import "#lib/runs/queries.ts";
import "#lib/runs/watch-queries.ts";
import "#lib/search/queries.ts";

export { queries } from "#lib/platform/query.ts";
