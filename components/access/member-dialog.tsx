"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { dayOf, endOfDay, today } from "#components/shared/day.ts";
import { useChange } from "#components/shared/use-change.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.ts";
import { type ProjectRole, projectRoles } from "#lib/access/policy.ts";
import { setMember } from "#lib/projects/actions.ts";
import type { FoundUser, MemberView } from "#lib/projects/member-client.ts";
import { PersonPicker } from "./person-picker.tsx";

type Props = {
  project: string;
  /** Whose role changes; without one, somebody is added. */
  member?: MemberView;
  onClose: () => void;
  onDone: () => void;
};

/** Gives a person a role in the project, for good or until the end of a day. */
export function MemberDialog({ project, member, onClose, onDone }: Props) {
  const t = useTranslations("members");
  const [person, setPerson] = useState<Pick<FoundUser, "userId" | "login" | "role"> | undefined>(member);
  const [role, setRole] = useState<ProjectRole>(member?.role ?? "viewer");
  const [day, setDay] = useState(member?.until ? dayOf(new Date(member.until)) : "");
  const [isTried, setTried] = useState(false);
  const isPast = day !== "" && day < today();
  const change = useChange(
    () => setMember({ project, userId: person?.userId ?? "", role, expiresAt: day ? endOfDay(day) : null }),
    () => {
      toast.success(t(member ? "changed" : "added", { login: person?.login ?? "", role: t(`role.${role}`) }));
      onDone();
    },
  );
  const send = () => {
    setTried(true);
    if (person && !isPast) change.submit();
  };
  return (
    <ChangeDialog
      size="md"
      title={member ? t("changeTitle", { login: member.login }) : t("addTitle", { project })}
      text={t(member ? "takesPlace" : "holdsAtOnce")}
      verb={member ? t("save") : t("addNow")}
      change={change}
      onClose={onClose}
      onDo={send}
    >
      {!member && (
        <Field
          label={t("person")}
          error={isTried && !person ? t("choosePerson") : undefined}
          description={person?.role && t("isMember", { login: person.login, role: t(`role.${person.role}`) })}
        >
          <PersonPicker project={project} value={person?.login ?? ""} onChange={setPerson} />
        </Field>
      )}
      <Field label={t("columnRole")}>
        <Select
          options={projectRoles.map((each) => ({ value: each, label: t(`role.${each}`), detail: t(`may.${each}`) }))}
          value={role}
          onValueChange={setRole}
        />
      </Field>
      <Field label={t("untilDay")} description={t("untilHint")} error={isTried && isPast ? t("untilPast") : undefined}>
        <Input type="date" min={today()} value={day} onValueChange={setDay} className="w-44" />
      </Field>
    </ChangeDialog>
  );
}
