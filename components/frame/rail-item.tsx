"use client";
import {
  Boxes,
  Cloud,
  Database,
  FileText,
  House,
  Inbox,
  KeyRound,
  type LucideIcon,
  Package,
  Play,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  UserRoundCog,
  Users,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";
import { Count } from "#components/ui/count.tsx";

const icons = {
  overview: House,
  jobs: Package,
  runs: Play,
  files: FileText,
  access: KeyRound,
  clusters: Server,
  namespaces: Boxes,
  "cloud-accounts": Cloud,
  "cloud-resources": Database,
  "service-accounts": UserRoundCog,
  credentials: ShieldCheck,
  users: Users,
  audit: ScrollText,
  requests: Inbox,
  settings: Settings,
} satisfies Record<string, LucideIcon>;

export type RailPage = keyof typeof icons;
/** A line of the rail. Pass only pages that exist and that this person may open. */
export type RailEntry = { page: RailPage; href: Route; count?: number };

type Props = { entry: RailEntry; current: boolean; onNavigate?: () => void };

export function RailItem({ entry, current, onNavigate }: Props) {
  const t = useTranslations("frame.nav");
  const Icon = icons[entry.page];
  return (
    <Link
      href={entry.href}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-7 items-center gap-2 rounded-md border px-2 transition-colors",
        current ? "border-line bg-surface text-ink" : "border-transparent text-muted hover:bg-surface hover:text-ink",
      )}
    >
      <Icon aria-hidden className="size-4" />
      <span className="min-w-0 flex-1 truncate">{t(entry.page)}</span>
      {entry.count ? <Count value={entry.count} active /> : null}
    </Link>
  );
}
