"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { FrameContext } from "./frame-context.ts";
import { Rail, type RailProps } from "./rail.tsx";
import { isTyping } from "./shortcut-target.ts";

const Palette = dynamic(() => import("./palette.tsx").then((m) => m.Palette), { ssr: false });
const Shortcuts = dynamic(() => import("./shortcuts.tsx").then((m) => m.Shortcuts), { ssr: false });

type Props = RailProps & {
  children: ReactNode;
};

/** Rail, palette and shortcuts around a signed-in page. At less than 768 px the rail opens from the top bar's menu button. */
export function Frame({ children, ...rail }: Props) {
  const t = useTranslations("frame");
  const menu = useRef<HTMLDialogElement>(null);
  // undefined: its code has not been asked for.
  const [palette, setPalette] = useState<boolean>();
  const [shortcuts, setShortcuts] = useState<boolean>();
  const controls = useMemo(
    () => ({ openPalette: () => setPalette(true), openMenu: () => menu.current?.showModal() }),
    [],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setPalette((open) => !open);
      } else if (event.key === "?" && !isTyping(event.target)) setShortcuts(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <FrameContext value={controls}>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <div className="flex h-dvh">
        <aside aria-label={t("navigation")} className="hidden w-54 shrink-0 border-line border-r md:block">
          <Rail {...rail} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">{children}</div>
      </div>
      <dialog
        ref={menu}
        aria-label={t("navigation")}
        closedby="any"
        className="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-line border-r bg-sunken text-ink shadow-float backdrop:bg-scrim md:hidden"
      >
        <Rail {...rail} onNavigate={() => menu.current?.close()} />
      </dialog>
      {palette !== undefined && <Palette open={palette} onOpenChange={setPalette} rail={rail} />}
      {shortcuts !== undefined && <Shortcuts open={shortcuts} onOpenChange={setShortcuts} />}
    </FrameContext>
  );
}
