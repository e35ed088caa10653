"use client";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { UsedClusterView } from "#lib/access/project-access-client.ts";
import { accessGraph, pathThrough } from "./access-graph.ts";
import { AccessList } from "./access-list.tsx";
import { MapLines } from "./map-lines.tsx";
import { MapNodeButton } from "./map-node.tsx";

type Props = {
  project: string;
  /** As `project.uses` tells them; of one service account alone where the page is about that. */
  clusters: readonly UsedClusterView[];
};

/** Height of a row in pixels: two lines of text, and air. */
const rowPx = 56;
const columns = [0, 1, 2, 3] as const;
const headings = ["project", "namespaces", "service-accounts", "resources"] as const;

/**
 * What a project may use, as a picture: project → namespaces → service accounts → buckets, images, secrets. Hover and focus show the ways
 * through one of them, a click keeps them. Where there is no room, and for a screen reader, it is a list of the same.
 */
export function AccessMap({ project, clusters }: Props) {
  const t = useTranslations("access");
  const graph = useMemo(() => accessGraph(project, clusters), [project, clusters]);
  const [near, setNear] = useState<string | null>(null);
  const [kept, setKept] = useState<string | null>(null);
  const active = near ?? kept;
  const path = useMemo(() => (active ? pathThrough(graph, active) : null), [graph, active]);
  const height = graph.rows * rowPx;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setKept(null);
  };

  return (
    <div className="@container">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields. */}
      <div
        role="group"
        aria-label={t("mapOf", { project })}
        onKeyDown={onKeyDown}
        className="hidden grid-cols-[minmax(0,0.55fr)_minmax(1.5rem,4.5rem)_minmax(0,1.45fr)_minmax(1.5rem,3rem)_minmax(0,1.1fr)_minmax(2rem,6rem)_minmax(0,1.45fr)] @3xl:grid"
      >
        {columns.map((column) => (
          <div key={column} className="contents">
            {column > 0 && (
              <div className="pt-7">
                <MapLines graph={graph} from={(column - 1) as 0 | 1 | 2} rowPx={rowPx} path={path} />
              </div>
            )}
            <div>
              <p className="h-7 text-muted text-sm">{t(`mapColumn.${headings[column] ?? "project"}`)}</p>
              <div className="relative" style={{ height }}>
                {graph.nodes
                  .filter((node) => node.column === column)
                  .map((node) => (
                    <MapNodeButton
                      key={node.id}
                      node={node}
                      rowPx={rowPx}
                      look={path === null ? "plain" : path.has(node.id) ? "lit" : "dim"}
                      isKept={kept === node.id}
                      onNear={(isNear) => setNear(isNear ? node.id : null)}
                      onKeep={() => setKept(kept === node.id ? null : node.id)}
                    />
                  ))}
              </div>
            </div>
          </div>
        ))}
      </div>
      <p aria-hidden className="mt-3 hidden items-center gap-5 text-muted text-sm @3xl:flex">
        <span className="inline-flex items-center gap-2">
          <span className="w-6 border-line-strong border-t" /> {t("legendOpen")}
        </span>
        <span className="inline-flex items-center gap-2">
          <span className="w-6 border-line-strong border-t border-dashed" /> {t("legendClosed")}
        </span>
        <span className="ml-auto">{t("mapKeys")}</span>
      </p>
      <div className="@3xl:sr-only">
        <AccessList project={project} clusters={clusters} />
      </div>
    </div>
  );
}
