"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { setGroupRole } from "#lib/auth/actions.ts";
import { groupsOptions } from "#lib/auth/user-client.ts";
import { useUserChange } from "./use-user-change.ts";

const inProject = ["viewer", "operator", "editor", "owner"] as const;
const everywhere = ["auditor", "admin"] as const;
type Role = (typeof inProject)[number] | (typeof everywhere)[number];
/** No project has this as its name: all of Slipway. */
const all = "*";

type Props = { projects: { slug: string; name: string }[] };

/** Gives a group of the OpenID provider a role. The groups that people came with are suggested; any other may be typed. */
export function GiveGroupRole({ projects }: Props) {
  const t = useTranslations("users");
  const [open, setOpen] = useState(false);
  const [group, setGroup] = useState("");
  const [where, setWhere] = useState<string>(projects[0]?.slug ?? all);
  const [role, setRole] = useState<Role>("viewer");
  const suggestions = useId();
  const { data: groups = [] } = useQuery({ ...groupsOptions(""), enabled: open });
  const roles: readonly Role[] = where === all ? everywhere : inProject;
  const chosen = roles.includes(role) ? role : (roles[0] ?? "viewer");
  const change = useUserChange(
    () => setGroupRole({ group: group.trim(), project: where === all ? null : where, role: chosen }),
    t("groups.giveDone", { group: group.trim() }),
    () => {
      setOpen(false);
      setGroup("");
    },
  );
  return (
    <ChangeDialog
      title={t("groups.give")}
      text={t("groups.giveText")}
      verb={t("groups.giveVerb")}
      mayDo={group.trim() !== ""}
      change={change}
      trigger={<Button variant="primary">{t("groups.give")}</Button>}
      open={open}
      onOpenChange={setOpen}
    >
      <Field label={t("groups.columnGroup")} required description={t("groups.groupHint")}>
        <Input mono autoComplete="off" list={suggestions} value={group} onValueChange={setGroup} />
      </Field>
      <datalist id={suggestions}>
        {groups.map((each) => (
          <option key={each.group} value={each.group}>
            {t("groups.people", { count: each.people })}
          </option>
        ))}
      </datalist>
      <Field label={t("groups.columnProject")}>
        <Combobox
          options={[
            ...projects.map(({ slug, name }) => ({ value: slug, label: slug, detail: name, mono: true })),
            { value: all, label: t("groups.everywhere") },
          ]}
          value={where}
          onValueChange={setWhere}
        />
      </Field>
      <Field label={t("columnRole")}>
        <Select
          options={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={chosen}
          onValueChange={setRole}
        />
      </Field>
    </ChangeDialog>
  );
}
