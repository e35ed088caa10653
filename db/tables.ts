import { auditEvents } from "./schema/audit.ts";
import { cloudAccounts, cloudResources, residencyRules, serviceAccountBindings } from "./schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "./schema/clusters.ts";
import { jobs, jobVersions } from "./schema/jobs.ts";
import { groupRoles, projectMembers, projects, userGroups, users } from "./schema/people.ts";
import { accessRequests, delegations } from "./schema/requests.ts";
import { runAttempts, runEvents, runLogs, runs } from "./schema/runs.ts";

export const tables = {
  accessRequests,
  auditEvents,
  cloudAccounts,
  cloudResources,
  clusters,
  delegations,
  groupRoles,
  jobs,
  jobVersions,
  namespaceGrants,
  namespaces,
  projectMembers,
  projects,
  residencyRules,
  runAttempts,
  runEvents,
  runLogs,
  runs,
  serviceAccountBindings,
  serviceAccounts,
  userGroups,
  users,
};
