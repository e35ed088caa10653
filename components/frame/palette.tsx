"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { floatStyle } from "#components/ui/float.ts";
import { type PaletteAction, useOfferedActions } from "./palette-actions.ts";
import type { RailProps } from "./rail.tsx";
import { usePaletteSearch } from "./use-palette-search.ts";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; rail: RailProps };

const group =
  "p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-sm";

/** Jumps to anything this person may open and runs what the page offers, without leaving the keyboard. */
export function Palette({ open, onOpenChange, rail }: Props) {
  const t = useTranslations();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const actions = useOfferedActions();
  const found = usePaletteSearch(open, query);
  const close = () => {
    onOpenChange(false);
    setQuery("");
  };
  const go = (href: string) => {
    close();
    router.push(href as Route);
  };
  const run = (action: PaletteAction) => {
    close();
    action.run();
  };
  const pages = [...rail.pages, ...(rail.foot ?? []), ...(rail.admin ?? []), ...(rail.user.links ?? [])];
  const groups = Map.groupBy(found.items, (item) => item.kind);

  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? onOpenChange(true) : close())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          aria-label={t("palette.title")}
          className={cn(
            floatStyle,
            "fixed top-[14vh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 rounded-lg",
          )}
        >
          <Command label={t("palette.title")} loop>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={t("palette.placeholder")}
              className="h-11 w-full border-line border-b bg-transparent px-4 text-lg outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto">
              <Command.Empty className="px-4 py-6 text-muted">
                {found.status === "searching" ? t("palette.searching") : t("palette.empty", { query })}
              </Command.Empty>
              {found.status === "failed" && <p className="px-4 py-2 text-muted text-sm">{t("palette.failed")}</p>}
              {actions.length > 0 && (
                <Command.Group className={group}>
                  {actions.map((action) => (
                    <Row key={action.id} value={`action ${action.id} ${action.label}`} onSelect={() => run(action)}>
                      {action.label}
                    </Row>
                  ))}
                </Command.Group>
              )}
              {[...groups].map(([kind, items]) => (
                // What the server found stays, whatever cmdk thinks of the words.
                <Command.Group key={kind} heading={t(`palette.${kind}s`)} forceMount className={group}>
                  {items.map((item) => (
                    <Row
                      key={item.id}
                      value={`found ${item.id}`}
                      forceMount
                      onSelect={() => go(`/projects/${item.project}/${kind}s/${item.id}`)}
                    >
                      <span className="truncate">{item.label}</span>
                      <span className="ml-auto truncate text-muted text-sm">{item.detail}</span>
                    </Row>
                  ))}
                </Command.Group>
              ))}
              <Command.Group heading={t("palette.pages")} className={group}>
                {pages.map((entry) => (
                  <Row
                    key={entry.href}
                    value={`${t(`frame.nav.${entry.page}`)} ${entry.page}`}
                    onSelect={() => go(entry.href)}
                  >
                    {t(`frame.nav.${entry.page}`)}
                  </Row>
                ))}
              </Command.Group>
              {rail.projects.length > 0 && (
                <Command.Group heading={t("frame.project")} className={group}>
                  {rail.projects.map((entry) => (
                    <Row key={entry.href} value={`project ${entry.name}`} onSelect={() => go(entry.href)}>
                      {entry.name}
                    </Row>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Row(props: { value: string; forceMount?: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      {...props}
      className="flex h-8 cursor-default items-center gap-3 rounded-sm px-2 data-[selected=true]:bg-accent-soft"
    />
  );
}
