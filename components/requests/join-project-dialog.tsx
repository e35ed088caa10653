"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { askToJoin } from "#lib/access/actions.ts";
import { type ProjectRole, projectRoles } from "#lib/access/policy.ts";
import { projectDirectoryOptions } from "#lib/access/request-client.ts";
import { HowLong, type HowLongValue } from "./how-long.tsx";
import { useRequestWords } from "./request-words.tsx";
import { useOwnWaiting } from "./use-own-waiting.ts";
import { useSendRequest } from "./use-send-request.ts";

type Errors = Partial<Record<"project" | "why", string>>;

/** Asks to be in a project: any of the company's, with a role that says what one would do there. */
export function JoinProjectDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("requestAccess");
  const words = useTranslations("requests");
  const { plain, roleOf } = useRequestWords();
  const { data } = useQuery({ ...projectDirectoryOptions(), enabled: open });
  const waitingFor = useOwnWaiting();
  const [project, setProject] = useState<string | null>(null);
  const [role, setRole] = useState<ProjectRole>("operator");
  const [why, setWhy] = useState("");
  const [days, setDays] = useState<HowLongValue>("90");
  const [errors, setErrors] = useState<Errors>({});
  const { send, sending, failure } = useSendRequest(() => onOpenChange(false));
  const form = useRef<HTMLFormElement>(null);

  const others = data?.filter((each) => each.role === null) ?? [];
  const submit = async () => {
    const found: Errors = {
      ...(project ? {} : { project: t("chooseProject") }),
      ...(why.trim().length < 3 ? { why: t("whyMissing") } : {}),
    };
    setErrors(found);
    const [first] = Object.keys(found);
    if (first) return form.current?.querySelector<HTMLElement>(`[data-field=${first}] :is(textarea, button)`)?.focus();
    if (!project) return;
    await send(plain({ code: "project-role", params: { role, project } }), () =>
      askToJoin({ project, role, why, days: days === "good" ? null : Number(days) }),
    );
  };
  return (
    <Dialog
      title={t("joinTitle")}
      description={t("joinText")}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <DialogClose>{t("cancel")}</DialogClose>
          <Button variant="primary" pending={sending} onClick={() => void submit()}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {failure && (
          <div role="alert" className="rounded-md bg-bad-soft px-3 py-2">
            <p className="font-medium text-bad">{t("notSent")}</p>
            <p>{failure.message || t("noAnswer")}</p>
          </div>
        )}
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
        <div data-field="why">
          <Field label={t("why")} hint={t("whyHint")} error={errors.why} required>
            <Textarea value={why} maxLength={2000} onChange={(event) => setWhy(event.currentTarget.value)} />
          </Field>
        </div>
        <HowLong value={days} onChange={setDays} />
      </form>
    </Dialog>
  );
}
