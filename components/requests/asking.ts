import { type ProjectRole, projectRoles } from "#lib/access/policy.ts";
import type { RequestView } from "#lib/access/request-client.ts";
import type { RequestSnapshot, RequestTitle } from "#lib/access/request-schema.ts";

type Place = { cluster: string; residency: string };

/** Something that is greyed and can be asked for, with the names that say in words what it is. */
export type Asking = {
  project: string;
  /** From whose launch form it is asked. */
  job?: { id: string; name: string };
} & (
  | { kind: "project-role"; role: ProjectRole }
  /** Without a namespace chosen yet, it is chosen while one asks. */
  | ({ kind: "namespace"; clusterId: string; namespaceId: string | null; namespace: string } & Place)
  | ({
      kind: "binding";
      cloudResourceId: string;
      resource: string;
      resourceKind: "bucket" | "image-repository" | "secret";
      serviceAccountId: string;
      serviceAccount: string;
      namespace: string;
      /** As it was bound before. */
      access?: AccessAsked;
      prefix?: string;
    } & Place)
  | ({ kind: "service-account"; namespaceId: string; namespace: string } & Place)
);

export type AccessAsked = "read" | "write" | "pull";

/** What is asked for a resource unless one says otherwise. */
export const firstAccess = (asking: Asking): AccessAsked => {
  if (asking.kind !== "binding") return "read";
  return asking.access ?? (asking.resourceKind === "image-repository" ? "pull" : "read");
};

/** What a person chose while asking: of these, what the kind has. */
export type AskedFor = { access: AccessAsked; namespaceId: string | null; name: string };

/** The request's own contents; undefined while something has yet to be chosen. A role is asked for by joining. */
export function snapshotOf(asking: Asking, { access, namespaceId, name }: AskedFor): RequestSnapshot | undefined {
  switch (asking.kind) {
    case "project-role":
      return { kind: "project-role", role: asking.role };
    case "namespace":
      return namespaceId ? { kind: "namespace", namespaceId } : undefined;
    case "binding": {
      const { cloudResourceId, serviceAccountId, prefix = "" } = asking;
      return { kind: "binding", cloudResourceId, serviceAccountId, access, prefix };
    }
    case "service-account":
      return name ? { kind: "service-account", namespaceId: asking.namespaceId, name } : undefined;
  }
}

/** What is asked for, as the inbox says it. */
export function titleOf(asking: Asking, access = firstAccess(asking)): RequestTitle {
  switch (asking.kind) {
    case "project-role":
      return { code: "project-role", params: { role: asking.role, project: asking.project } };
    case "namespace":
      return { code: "namespace", params: { namespace: asking.namespace } };
    case "binding":
      return { code: "binding", params: { access, kind: asking.resourceKind, resource: asking.resource } };
    case "service-account":
      return { code: "service-account", params: { name: "", namespace: asking.namespace } };
  }
}

type Waiting = Pick<RequestView, "state" | "project" | "kind" | "title">;

/** The request of one's own that waits for the same thing, or for a role that is stronger: names are what both sides have. */
export const findWaiting = <Row extends Waiting>(rows: readonly Row[], asking: Asking): Row | undefined =>
  rows.find(
    ({ state, project, kind, title: { params } }) =>
      state === "pending" && kind === asking.kind && project.slug === asking.project && isSame(params, asking),
  );

function isSame(params: Record<string, string>, asking: Asking): boolean {
  if (asking.kind === "project-role")
    return projectRoles.indexOf(params.role as ProjectRole) >= projectRoles.indexOf(asking.role);
  if (params.cluster !== asking.cluster || params.namespace !== asking.namespace) return false;
  if (asking.kind !== "binding") return true;
  const isAlike = asking.access === undefined || (params.access === asking.access && params.prefix === asking.prefix);
  return (
    isAlike &&
    params.serviceAccount === asking.serviceAccount &&
    params.kind === asking.resourceKind &&
    params.resource === asking.resource
  );
}
