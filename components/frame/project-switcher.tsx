"use client";
import { Check, ChevronsUpDown } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useRef } from "react";

export type ProjectEntry = { name: string; href: Route };
type Props = { project?: string; projects: readonly ProjectEntry[]; onNavigate?: () => void };

/** Which project one works in. The browser's own popover, so that the frame carries no code for it. */
export function ProjectSwitcher({ project, projects, onNavigate }: Props) {
  const t = useTranslations("frame");
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <div>
      <button
        type="button"
        popoverTarget={id}
        aria-label={project ? t("switchProject", { name: project }) : t("noProject")}
        className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-left hover:border-faint"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{project ?? t("noProject")}</span>
        <ChevronsUpDown aria-hidden className="size-4 text-muted" />
      </button>
      <div
        id={id}
        ref={list}
        popover="auto"
        className="fixed inset-auto top-22 left-2 m-0 max-h-96 w-64 overflow-y-auto rounded-md border border-line bg-raised p-1 text-ink shadow-float"
      >
        <ul aria-label={t("project")}>
          {projects.map((entry) => (
            <li key={entry.name}>
              <Link
                href={entry.href}
                aria-current={entry.name === project ? "true" : undefined}
                onClick={() => {
                  list.current?.hidePopover();
                  onNavigate?.();
                }}
                className="flex h-7 items-center gap-2 rounded-sm px-2 hover:bg-accent-soft"
              >
                <span className="min-w-0 flex-1 truncate">{entry.name}</span>
                {entry.name === project && <Check aria-hidden className="size-4 text-accent" />}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
