"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactElement, type ReactNode, useId } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";

type Props = {
  title: string;
  text?: ReactNode;
  /** What the button says that does it. */
  verb: string;
  destroys?: boolean;
  pending: boolean;
  mayDo?: boolean;
  /** Why it was refused, where that belongs to no field. */
  error?: string | undefined;
  onDo: () => void;
  trigger?: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children?: ReactNode;
};

/** A change over the page: what it is, its few fields, and one button that does it; Enter does it too. */
export function ChangeDialog(props: Props) {
  const { title, text, verb, destroys = false, pending, mayDo = true, error, onDo, children, ...rest } = props;
  const t = useTranslations("users");
  const form = useId();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending && mayDo) onDo();
  };
  return (
    <Dialog
      {...rest}
      title={title}
      description={text}
      size="sm"
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button
            type="submit"
            form={form}
            variant={destroys ? "destroy" : "primary"}
            pending={pending}
            disabled={!mayDo}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={onSubmit} className="flex flex-col gap-3">
        {children}
        <div role="alert" className="empty:hidden">
          {error && (
            <p className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad">
              <CircleAlert aria-hidden className="mt-0.5 size-4" />
              <span>{error}</span>
            </p>
          )}
        </div>
      </form>
    </Dialog>
  );
}
