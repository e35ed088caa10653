"use client";
import { CircleUserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef } from "react";
import { type RailEntry, RailItem } from "./rail-item.tsx";

type Props = {
  user: { name: string; email?: string; links?: readonly RailEntry[] };
  signOut: ReactNode;
  onNavigate?: () => void;
};

/** Who is signed in, and the way out. */
export function UserMenu({ user, signOut, onNavigate }: Props) {
  const t = useTranslations("frame");
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={t("account", { name: user.name })}
        className="flex h-7 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-left text-muted hover:bg-surface hover:text-ink"
      >
        <CircleUserRound aria-hidden className="size-4" />
        <span className="truncate">{user.name}</span>
      </button>
      <div
        id={id}
        ref={panel}
        popover="auto"
        className="fixed inset-auto bottom-11 left-2 m-0 w-64 rounded-md border border-line bg-raised p-1 text-ink shadow-float"
      >
        <p className="truncate px-2 pt-1.5 font-medium">{user.name}</p>
        {user.email && <p className="truncate px-2 pb-1.5 text-muted text-sm">{user.email}</p>}
        <div className="flex flex-col border-line border-t pt-1">
          {user.links?.map((entry) => (
            <RailItem
              key={entry.page}
              entry={entry}
              current={false}
              onNavigate={() => {
                panel.current?.hidePopover();
                onNavigate?.();
              }}
            />
          ))}
          {signOut}
        </div>
      </div>
    </>
  );
}
