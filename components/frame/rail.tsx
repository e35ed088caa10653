"use client";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BrandMark } from "./brand.tsx";
import { LanguageToggle } from "./language-toggle.tsx";
import { type ProjectEntry, ProjectSwitcher } from "./project-switcher.tsx";
import { type RailEntry, RailItem } from "./rail-item.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";
import { UserMenu } from "./user-menu.tsx";

export type RailProps = {
  home: Route;
  /** Name of the project one is in. */
  project?: string;
  projects: readonly ProjectEntry[];
  pages: readonly RailEntry[];
  admin?: readonly RailEntry[];
  /** At the foot, such as the requests inbox. */
  foot?: readonly RailEntry[];
  user: { name: string; email?: string; links?: readonly RailEntry[] };
  /** The form or button that signs out. */
  signOut: ReactNode;
};

/** The entry whose address is the longest beginning of where one is. */
const currentOf = (entries: readonly RailEntry[], path: string) =>
  entries
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .reduce<RailEntry | undefined>(
      (best, entry) => (best && best.href.length >= entry.href.length ? best : entry),
      undefined,
    );

export function Rail({ onNavigate, ...props }: RailProps & { onNavigate?: () => void }) {
  const { home, project, projects, pages, admin = [], foot = [], user, signOut } = props;
  const t = useTranslations("frame");
  const current = currentOf([...pages, ...admin, ...foot], usePathname());
  const item = (entry: RailEntry) => (
    <li key={entry.page}>
      <RailItem entry={entry} current={entry === current} onNavigate={onNavigate} />
    </li>
  );
  return (
    <div className="flex h-full flex-col gap-3 overflow-y-auto bg-sunken p-2">
      <Link
        href={home}
        onClick={onNavigate}
        className="mt-1 flex h-7 items-center gap-2 rounded-md px-2 font-semibold text-lg"
      >
        <BrandMark className="size-5" />
        Slipway
      </Link>
      {projects.length > 0 && <ProjectSwitcher project={project} projects={projects} onNavigate={onNavigate} />}
      <nav aria-label={t("navigation")} className="flex flex-1 flex-col">
        {pages.length > 0 && <ul className="flex flex-col gap-0.5">{pages.map(item)}</ul>}
        {admin.length > 0 && (
          <section aria-label={t("administration")} className="mt-4">
            <p className="px-2 pb-1 text-muted text-sm">{t("administration")}</p>
            <ul className="flex flex-col gap-0.5">{admin.map(item)}</ul>
          </section>
        )}
        {foot.length > 0 && <ul className="mt-auto flex flex-col gap-0.5 pt-4">{foot.map(item)}</ul>}
      </nav>
      <div className="flex items-center gap-0.5">
        <UserMenu user={user} signOut={signOut} onNavigate={onNavigate} />
        <ThemeToggle />
        <LanguageToggle />
      </div>
    </div>
  );
}
