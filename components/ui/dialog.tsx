"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { floatStyle } from "./float.ts";

type Props = {
  title: ReactNode;
  description?: ReactNode;
  /** The button that opens it; leave out when `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
};

const widths = { sm: "max-w-md", md: "max-w-xl", lg: "max-w-4xl" };

/** A question or a small form over the page. Focus stays inside, Escape closes it, focus returns to where it was. */
export function Dialog({ title, description, trigger, open, onOpenChange, footer, size = "md", children }: Props) {
  const t = useTranslations("ui");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto p-4 pt-[12vh]">
          <Base.Popup className={cn(floatStyle, "flex w-full flex-col rounded-lg", widths[size])}>
            <div className="flex items-start gap-3 px-4 pt-4">
              <div className="min-w-0 flex-1">
                <Base.Title className="font-semibold text-lg">{title}</Base.Title>
                {description && <Base.Description className="mt-1 text-muted">{description}</Base.Description>}
              </div>
              <Base.Close render={<Button variant="ghost" size="icon-sm" aria-label={t("close")} />}>
                <X aria-hidden />
              </Base.Close>
            </div>
            {children && <div className="min-w-0 px-4 pt-4">{children}</div>}
            {footer ? <div className="flex flex-wrap justify-end gap-2 p-4">{footer}</div> : <div className="h-4" />}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog or sheet it stands in: `<DialogClose>Cancel</DialogClose>`. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Base.Close render={<Button />}>{children}</Base.Close>;
}
