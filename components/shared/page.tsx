import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TopBar } from "#components/frame/top-bar.tsx";
import { cn } from "#components/ui/cn.ts";

export type Crumb = { label: string; href: Route; mono?: boolean };

type Props = {
  /** The page's name: the last step of the breadcrumb and its only `h1`. */
  title: string;
  breadcrumb?: readonly Crumb[];
  mono?: boolean;
  /** Beside the title in the top bar, such as "draft, saved 2 s ago". */
  badge?: ReactNode;
  /** Buttons of the top bar, the main one last. */
  actions?: ReactNode;
  /** Beside the content, scrolling by itself; under it on a narrow screen. */
  aside?: ReactNode;
  /** No padding and no scrolling of the page: the content fills what is left (canvas, inbox, log). */
  fill?: boolean;
  children: ReactNode;
};

/** Every page: where one is, what one can do, and the content, whichever of its states it is in. */
export function Page({ title, breadcrumb = [], mono, badge, actions, aside, fill = false, children }: Props) {
  const t = useTranslations("frame");
  return (
    <>
      <TopBar actions={actions}>
        <nav aria-label={t("breadcrumb")}>
          <ol className="flex min-w-0 items-center gap-2">
            {breadcrumb.map((crumb) => (
              <li key={crumb.href} className="flex min-w-0 items-center gap-2 text-muted max-sm:hidden">
                <Link href={crumb.href} className={cn("truncate hover:text-ink", crumb.mono && "font-mono text-sm")}>
                  {crumb.label}
                </Link>
                <span aria-hidden className="text-faint">
                  /
                </span>
              </li>
            ))}
            <li className="flex min-w-0 items-center gap-2" aria-current="page">
              <h1 className={cn("truncate font-semibold", mono && "font-mono text-sm")}>{title}</h1>
              {badge}
            </li>
          </ol>
        </nav>
      </TopBar>
      <div className={cn("flex min-h-0 flex-1", aside && "max-lg:flex-col max-lg:overflow-y-auto")}>
        <main
          id="content"
          tabIndex={-1}
          className={cn(
            "min-w-0 flex-1 outline-none",
            fill ? "flex min-h-0 flex-col" : "overflow-y-auto p-4 sm:p-6",
            aside && "max-lg:flex-none max-lg:overflow-visible",
          )}
        >
          {children}
        </main>
        {aside && (
          <aside className="w-full shrink-0 overflow-y-auto border-line bg-sunken max-lg:border-t lg:w-98 lg:border-l">
            {aside}
          </aside>
        )}
      </div>
    </>
  );
}
