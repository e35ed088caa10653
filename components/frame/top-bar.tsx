"use client";
import { Menu as MenuIcon, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useFrame } from "./frame-context.ts";
import { useModifierKey } from "./use-modifier-key.ts";

/** Where one is at the left; search and the page's actions at the right. */
export function TopBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const t = useTranslations();
  const frame = useFrame();
  const modifier = useModifierKey();
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-1.5">
      {frame && (
        <Button
          variant="ghost"
          size="icon"
          className="-ml-2 md:hidden"
          aria-label={t("frame.menu")}
          onClick={frame.openMenu}
        >
          <MenuIcon aria-hidden />
        </Button>
      )}
      <div className="min-w-0 flex-1">{children}</div>
      {frame && (
        <button
          type="button"
          onClick={frame.openPalette}
          aria-keyshortcuts="Meta+K Control+K"
          aria-label={t("palette.open")}
          className="flex h-7 items-center gap-2 rounded-md border border-line px-2 text-muted hover:border-line-strong hover:text-ink max-md:border-transparent"
        >
          <Search aria-hidden className="size-4" />
          <span className="max-lg:hidden">{t("palette.open")}</span>
          <Kbd className="max-md:hidden">{modifier}K</Kbd>
        </button>
      )}
      {actions && <div className="flex flex-wrap items-center gap-2 max-sm:w-full">{actions}</div>}
    </header>
  );
}
