import type { UsedClusterView } from "#lib/access/project-access-client.ts";
import type { ResourceKind } from "./resource-kind.tsx";

export type MapNode = {
  id: string;
  /** 0 the project, 1 namespaces, 2 service accounts, 3 what they use. */
  column: 0 | 1 | 2 | 3;
  kind: "project" | "namespace" | "service-account" | ResourceKind;
  name: string;
  /** The cluster of a namespace; who a service account is to the cloud. */
  detail?: string;
  residency?: string;
  /** What a resource may be used for, over all lines that reach it. */
  access: string[];
  /** Something on every way to it has ended, or data may not cross: it is of no use now. */
  isClosed: boolean;
  hasEnded: boolean;
  mayNotCross: boolean;
  until: string | null;
  /** Its middle, counted in rows from the top. */
  row: number;
};
export type MapLine = { id: string; from: string; to: string; isClosed: boolean };
export type AccessGraph = { nodes: MapNode[]; lines: MapLine[]; rows: number };

const plain = { access: [], isClosed: false, hasEnded: false, mayNotCross: false, until: null };
const projectId = "project";
/** Between what two service accounts use, in rows. */
const air = 0.25;

/**
 * The map of what a project may use, laid out from left to right: each service account stands in the middle of the resources that it is
 * the first to reach, so that lines seldom cross. Rows are counted, not measured.
 */
export function accessGraph(project: string, clusters: readonly UsedClusterView[]): AccessGraph {
  const nodes = new Map<string, MapNode>();
  const lines: MapLine[] = [];
  let rows = 0;
  for (const cluster of clusters)
    for (const namespace of cluster.namespaces) {
      if (rows > 0) rows += air;
      const first = rows;
      const account = namespace.serviceAccount;
      const byResource = Map.groupBy(namespace.resources, ({ id }) => id);
      for (const [id, bindings] of byResource) {
        const [resource] = bindings;
        if (!resource || !account) continue;
        const held = bindings.filter((binding) => !binding.hasEnded);
        const isClosed = namespace.hasEnded || held.length === 0 || resource.mayNotCross;
        const access = (held.length > 0 ? held : bindings).map((binding) => binding.access);
        const known = nodes.get(id);
        if (known) {
          known.access = [...new Set([...known.access, ...access])];
          known.isClosed &&= isClosed;
          known.hasEnded &&= held.length === 0;
          known.mayNotCross &&= resource.mayNotCross;
        } else {
          const { kind, name, residency, mayNotCross } = resource;
          const until = bindings.length === 1 ? resource.until : null;
          const hasEnded = held.length === 0;
          const about = { kind, name, residency, mayNotCross, until, hasEnded, isClosed, access: [...new Set(access)] };
          nodes.set(id, { id, column: 3, row: rows + 0.5, ...about });
          rows += 1;
        }
        lines.push({ id: `${account.id} ${id}`, from: account.id, to: id, isClosed });
      }
      if (rows === first) rows += 1;
      const row = (first + rows) / 2;
      const { hasEnded, until } = namespace;
      const held = { ...plain, row, isClosed: hasEnded, hasEnded, until };
      const { name: at, residency } = cluster;
      nodes.set(namespace.id, {
        ...held,
        id: namespace.id,
        column: 1,
        kind: "namespace",
        name: namespace.name,
        detail: at,
        residency,
      });
      lines.push({ id: `${projectId} ${namespace.id}`, from: projectId, to: namespace.id, isClosed: hasEnded });
      if (account) {
        const { id, name, roleArn, accessKeySecret } = account;
        const detail = roleArn?.split("/").at(-1) ?? accessKeySecret ?? "";
        nodes.set(id, { ...plain, id, column: 2, kind: "service-account", name, detail, row, isClosed: hasEnded });
        lines.push({ id: `${namespace.id} ${account.id}`, from: namespace.id, to: account.id, isClosed: hasEnded });
      }
    }
  const start: MapNode = { ...plain, id: projectId, column: 0, kind: "project", name: project, row: rows / 2 };
  return { nodes: [start, ...nodes.values()], lines, rows };
}

/** Everything on a way through a node: what leads to it and what it leads to, nodes and lines by their ids. */
export function pathThrough({ lines }: AccessGraph, id: string): Set<string> {
  const path = new Set([id]);
  const follow = (at: string, from: "from" | "to", to: "from" | "to") => {
    for (const line of lines)
      if (line[from] === at) {
        path.add(line.id);
        path.add(line[to]);
        follow(line[to], from, to);
      }
  };
  follow(id, "from", "to");
  follow(id, "to", "from");
  return path;
}
