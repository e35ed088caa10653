"use client";
import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster as Sonner, toast as show } from "sonner";
import { onToast, type ToastRequest } from "./toast.ts";

const present = ({ kind, words, options }: ToastRequest) => show[kind](words, options);

export function Toaster({ label }: { label: string }) {
  const { resolvedTheme } = useTheme();
  useEffect(() => onToast(present), []);
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      containerAriaLabel={label}
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-(--width) items-start gap-2 font-sans rounded-md border border-line bg-raised p-3 text-base text-ink shadow-float",
          title: "font-medium",
          description: "text-muted",
          icon: "mt-0.5",
          actionButton: "ml-auto shrink-0 rounded-md border border-line-strong px-2 py-0.5 font-medium text-sm",
          success: "[&_[data-icon]]:text-good",
          error: "[&_[data-icon]]:text-bad",
        },
      }}
    />
  );
}
