"use client";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import type { Route } from "next";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";

const JoinProjectDialog = dynamic(
  () => import("#components/requests/join-project-dialog.tsx").then((m) => m.JoinProjectDialog),
  { ssr: false },
);

export type ProjectEntry = { name: string; href: Route };
type Props = { project?: string; projects: readonly ProjectEntry[]; onNavigate?: () => void };

/** Which project one works in. The browser's own popover, so that the frame carries no code for it. */
export function ProjectSwitcher({ project, projects, onNavigate }: Props) {
  const t = useTranslations();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // undefined: its code has not been asked for.
  const [joining, setJoining] = useState<boolean>();
  return (
    <div>
      <button
        type="button"
        popoverTarget={id}
        aria-label={project ? t("frame.switchProject", { name: project }) : t("frame.noProject")}
        className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-left hover:border-faint"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{project ?? t("frame.noProject")}</span>
        <ChevronsUpDown aria-hidden className="size-4 text-muted" />
      </button>
      <div
        id={id}
        ref={list}
        popover="auto"
        className="fixed inset-auto top-22 left-2 m-0 max-h-96 w-64 overflow-y-auto rounded-md border border-line bg-raised p-1 text-ink shadow-float"
      >
        <ul aria-label={t("frame.project")}>
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
        <button
          type="button"
          onClick={() => {
            list.current?.hidePopover();
            onNavigate?.();
            setJoining(true);
          }}
          className="mt-1 flex h-8 w-full items-center gap-2 border-line border-t px-2 pt-1 text-left text-muted hover:text-ink"
        >
          <Plus aria-hidden className="size-4" />
          {t("requestAccess.join")}
        </button>
      </div>
      {joining !== undefined && <JoinProjectDialog open={joining} onOpenChange={setJoining} />}
    </div>
  );
}
