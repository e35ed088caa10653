"use client";
import { useTranslations } from "next-intl";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { toast } from "#components/ui/toast.ts";
import { leaveProject, removeMember } from "#lib/projects/actions.ts";
import type { MemberView } from "#lib/projects/member-client.ts";

type Props = { project: string; member: MemberView; isSelf: boolean; onClose: () => void; onDone: () => void };

/** Takes a member out, or leaves, after saying what that ends and what it does not. */
export function RemoveMember({ project, member, isSelf, onClose, onDone }: Props) {
  const t = useTranslations("members");
  const names = { login: member.login, project };
  const change = useChange<unknown>(
    () => (isSelf ? leaveProject({ project }) : removeMember({ project, userId: member.userId })),
    () => {
      // Who has left may have no page of the project any more: the start leads to what is left.
      if (isSelf) return window.location.assign("/");
      toast.success(t("removed", names));
      onDone();
    },
  );
  return (
    <ChangeDialog
      title={isSelf ? t("leaveTitle", names) : t("removeTitle", names)}
      text={isSelf ? t("leaveText", names) : t("removeText", names)}
      verb={isSelf ? t("leave") : t("remove")}
      keep={t("keep")}
      destroys
      change={change}
      onClose={onClose}
    >
      <ul className="list-disc pl-5 text-muted">
        <li>{t("removeAtOnce")}</li>
        <li>{t("removeRuns")}</li>
        <li>{isSelf ? t("leaveBack") : t("removeBack")}</li>
      </ul>
    </ChangeDialog>
  );
}
