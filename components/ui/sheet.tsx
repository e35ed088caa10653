"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

type Props = {
  title: ReactNode;
  description?: ReactNode;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  side?: "left" | "right";
  footer?: ReactNode;
  /** Set by what needs room, such as a form beside its preflight. */
  wide?: boolean;
  children: ReactNode;
};

/** A panel that slides over one side of the page and keeps the page in view; on a narrow screen it takes all of it. */
export function Sheet({
  title,
  description,
  trigger,
  open,
  onOpenChange,
  side = "right",
  footer,
  wide,
  children,
}: Props) {
  const t = useTranslations("ui");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            "fixed inset-y-0 z-40 flex w-full flex-col bg-surface shadow-float outline-none transition-transform",
            side === "right"
              ? "right-0 border-line border-l data-ending-style:translate-x-full data-starting-style:translate-x-full"
              : "left-0 border-line border-r data-ending-style:-translate-x-full data-starting-style:-translate-x-full",
            wide ? "max-w-5xl" : "max-w-lg",
          )}
        >
          <header className="flex items-start gap-3 border-line border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-semibold">{title}</Base.Title>
              {description && <Base.Description className="text-muted text-sm">{description}</Base.Description>}
            </div>
            <Base.Close render={<Button variant="ghost" size="icon-sm" aria-label={t("close")} />}>
              <X aria-hidden />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">{footer}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
