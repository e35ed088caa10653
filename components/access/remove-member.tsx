"use client";
import { useTranslations } from "next-intl";
import { Refusal } from "#components/shared/refusal.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.ts";
import { leaveProject, removeMember } from "#lib/projects/actions.ts";
import type { MemberView } from "#lib/projects/member-client.ts";

type Props = { project: string; member: MemberView; isSelf: boolean; onClose: () => void; onDone: () => void };

/** Takes a member out, or leaves, after saying what that ends and what it does not. */
export function RemoveMember({ project, member, isSelf, onClose, onDone }: Props) {
  const t = useTranslations("members");
  const names = { login: member.login, project };
  const { submit, pending, failure } = useChange<unknown>(
    () => (isSelf ? leaveProject({ project }) : removeMember({ project, userId: member.userId })),
    () => {
      // Who has left may have no page of the project any more: the start leads to what is left.
      if (isSelf) return window.location.assign("/");
      toast.success(t("removed", names));
      onDone();
    },
  );
  return (
    <Dialog
      size="sm"
      open
      onOpenChange={(open) => !open && onClose()}
      title={isSelf ? t("leaveTitle", names) : t("removeTitle", names)}
      description={isSelf ? t("leaveText", names) : t("removeText", names)}
      footer={
        <>
          <DialogClose>{t("keep")}</DialogClose>
          <Button variant="destroy" pending={pending} onClick={submit}>
            {isSelf ? t("leave") : t("remove")}
          </Button>
        </>
      }
    >
      <ul className="list-disc pl-5 text-muted">
        <li>{t("removeAtOnce")}</li>
        <li>{t("removeRuns")}</li>
        <li>{isSelf ? t("leaveBack") : t("removeBack")}</li>
      </ul>
      <Refusal failure={failure} />
    </Dialog>
  );
}
