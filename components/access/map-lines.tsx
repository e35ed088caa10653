import { cn } from "#components/ui/cn.ts";
import type { AccessGraph } from "./access-graph.ts";

type Props = {
  graph: AccessGraph;
  /** The column at the left of the gap. */
  from: 0 | 1 | 2;
  rowPx: number;
  path: ReadonlySet<string> | null;
};

/** The lines between two columns. It is as wide as the gap is, so that nothing needs to be measured. */
export function MapLines({ graph, from, rowPx, path }: Props) {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const height = graph.rows * rowPx;
  const drawn = graph.lines
    .filter((line) => nodes.get(line.from)?.column === from)
    // What is lit lies over the others.
    .sort((a, b) => Number(path?.has(a.id) ?? false) - Number(path?.has(b.id) ?? false));
  return (
    <svg
      aria-hidden
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      className="block w-full overflow-visible"
    >
      {drawn.map((line) => {
        const y1 = (nodes.get(line.from)?.row ?? 0) * rowPx;
        const y2 = (nodes.get(line.to)?.row ?? 0) * rowPx;
        const isLit = path?.has(line.id) ?? false;
        return (
          <path
            key={line.id}
            d={`M0,${y1} C50,${y1} 50,${y2} 100,${y2}`}
            fill="none"
            stroke="currentColor"
            strokeWidth={isLit ? 2 : 1}
            strokeDasharray={line.isClosed ? "4 4" : undefined}
            vectorEffect="non-scaling-stroke"
            className={cn("transition-colors", isLit ? "text-accent" : path ? "text-line" : "text-line-strong")}
          />
        );
      })}
    </svg>
  );
}
