"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { askToJoin } from "#lib/access/actions.ts";
import { type ProjectRole, projectRoles } from "#lib/access/policy.ts";
import { projectDirectoryOptions } from "#lib/access/request-client.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { useRequestWords } from "./request-words.tsx";
import { useOwnWaiting } from "./use-own-waiting.ts";

/** Asks to be in a project: any of the company's, with a role that says what one would do there. */
export function JoinProjectDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("requestAccess");
  const words = useTranslations("requests");
  const { plain, roleOf } = useRequestWords();
  const { data } = useQuery({ ...projectDirectoryOptions(), enabled: open });
  const waitingFor = useOwnWaiting();
  const [project, setProject] = useState<string | null>(null);
  const [role, setRole] = useState<ProjectRole>("operator");
  const others = data?.filter((each) => each.role === null) ?? [];
  return (
    <AskDialog
      title={t("joinTitle")}
      description={t("joinText")}
      open={open}
      onOpenChange={onOpenChange}
      what={plain({ code: "project-role", params: { role, project: project ?? "" } })}
      check={() => (project ? {} : { project: t("chooseProject") })}
      ask={(given) => askToJoin({ ...given, project: project ?? "", role })}
    >
      {(errors) => (
        <>
          {data && others.length === 0 && <p className="text-muted">{t("noProjects")}</p>}
          <div data-field="project">
            <Field label={t("project")} error={errors.project} required>
              <Combobox
                value={project}
                placeholder={t("chooseProject")}
                onValueChange={setProject}
                options={others.map(({ slug, name }) => {
                  const waiting = waitingFor({ kind: "project-role", project: slug, role });
                  return {
                    value: slug,
                    label: name,
                    ...(waiting ? { disabledReason: t("waitsOwners", { project: slug }) } : {}),
                  };
                })}
              />
            </Field>
          </div>
          <Field label={t("role")}>
            <Select
              value={role}
              onValueChange={setRole}
              options={projectRoles.map((each) => ({
                value: each,
                label: roleOf(each),
                detail: words(`roleMay.${each}`),
              }))}
            />
          </Field>
        </>
      )}
    </AskDialog>
  );
}
