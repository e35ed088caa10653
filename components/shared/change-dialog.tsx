"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, type ReactElement, type ReactNode, useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Refusal } from "./refusal.tsx";
import type { Change } from "./use-change.ts";

type Props = {
  title: ReactNode;
  text?: ReactNode;
  size?: "sm" | "md" | "lg";
  /** What the button says that does it. */
  verb: string;
  /** What the button says that leaves all as it is. */
  keep?: string;
  destroys?: boolean;
  mayDo?: boolean;
  change: Change;
  /** Looks at the fields first, where there are any; otherwise the change is carried out at once. */
  onDo?: () => void;
  /** Why it was refused, where that is said in other words or at a field. */
  refusal?: ReactNode;
  children?: ReactNode;
} & (
  | { /** It is there for as long as it is open. */ onClose: () => void }
  | { trigger?: ReactElement; open: boolean; onOpenChange: (open: boolean) => void }
);

/** A change over the page: what it is, its few fields, why it was refused, and one button that does it; Enter does it too. */
export function ChangeDialog(props: Props) {
  const { title, text, size = "sm", verb, keep, destroys = false, mayDo = true, change, children } = props;
  const { onDo = change.submit, refusal = <Refusal failure={change.failure} /> } = props;
  const t = useTranslations("ui");
  const form = useId();
  const opened =
    "onClose" in props
      ? { open: true, onOpenChange: (open: boolean) => !open && props.onClose() }
      : { ...(props.trigger ? { trigger: props.trigger } : {}), open: props.open, onOpenChange: props.onOpenChange };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!change.pending && mayDo) onDo();
  };
  // Who searches for what to choose has not chosen yet.
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (key === "Enter" && target instanceof HTMLInputElement && target.type === "search") event.preventDefault();
  };
  return (
    <Dialog
      {...opened}
      title={title}
      description={text}
      size={size}
      footer={
        <>
          <DialogClose>{keep ?? t("cancel")}</DialogClose>
          <Button
            type="submit"
            form={form}
            variant={destroys ? "destroy" : "primary"}
            pending={change.pending}
            disabled={!mayDo}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={onSubmit} onKeyDown={onKeyDown}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 empty:hidden">{children}</div>
        {refusal}
      </form>
    </Dialog>
  );
}
