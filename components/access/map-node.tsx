"use client";
import { Boxes, Folder, UserRoundCog } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { cn } from "#components/ui/cn.ts";
import type { MapNode } from "./access-graph.ts";
import { ResourceIcon } from "./resource-kind.tsx";

type Props = {
  node: MapNode;
  rowPx: number;
  look: "plain" | "lit" | "dim";
  isKept: boolean;
  onNear: (isNear: boolean) => void;
  onKeep: () => void;
};

const frames = { project: Folder, namespace: Boxes, "service-account": UserRoundCog };

/** One thing on the map: what it is, its name, and what of it holds. */
export function MapNodeButton({ node, rowPx, look, isKept, onNear, onKeep }: Props) {
  const t = useTranslations("access");
  const format = useFormatter();
  const { kind, name, residency } = node;
  const Icon = kind === "project" || kind === "namespace" || kind === "service-account" ? frames[kind] : undefined;
  const state = node.hasEnded
    ? t("ended")
    : node.mayNotCross
      ? t("mayNotCross")
      : node.until
        ? t("untilDate", { date: format.dateTime(new Date(node.until), { dateStyle: "medium" }) })
        : undefined;
  const facts = [node.detail, node.access.map((access) => t(`may.${access as "read"}`)).join(t("comma")), state]
    .filter(Boolean)
    .join(" · ");
  return (
    <button
      type="button"
      aria-pressed={isKept}
      onMouseEnter={() => onNear(true)}
      onMouseLeave={() => onNear(false)}
      onFocus={() => onNear(true)}
      onBlur={() => onNear(false)}
      onClick={onKeep}
      style={{ top: node.row * rowPx - rowPx / 2 + 4, height: rowPx - 8 }}
      className={cn(
        "absolute inset-x-0 flex items-center gap-2 rounded-md border bg-surface px-2.5 text-left transition-colors",
        node.isClosed ? "border-dashed text-muted" : "text-ink",
        look === "lit" ? "border-accent bg-accent-soft" : "border-line-strong",
        look === "dim" && "opacity-45",
        isKept && "outline-2 outline-accent",
      )}
    >
      {Icon ? <Icon aria-hidden className="size-4 text-faint" /> : <ResourceIcon kind={kind as "bucket"} />}
      <span className="min-w-0 flex-1">
        <span className="sr-only">{t(`kind.${kind}`)} </span>
        <span className="block truncate font-mono text-sm" title={name}>
          {name}
        </span>
        <span className="block truncate text-muted text-sm" title={facts}>
          {facts}
        </span>
      </span>
      {residency && <ResidencyChip residency={residency} />}
    </button>
  );
}
