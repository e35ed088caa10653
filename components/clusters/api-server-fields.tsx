"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toast.ts";
import type { TakenConnection } from "#lib/clusters/kubeconfig.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { KubeconfigImport } from "./kubeconfig-import.tsx";
import { type CredentialForm, emptyCredential, type FieldErrors, type RegistrationForm } from "./registration-form.ts";
import { useFieldWords } from "./use-field-words.ts";

type ApiServer = Pick<RegistrationForm, "server" | "ca">;
type Props = {
  form: ApiServer;
  onChange: (change: Partial<ApiServer>) => void;
  credential: CredentialForm;
  onCredential: (change: Partial<CredentialForm>) => void;
  errors: FieldErrors;
};

/** Where a cluster's API server is, whose certificate it shows and what it is reached with; typed, or taken from a kubeconfig. */
export function ApiServerFields({ form, onChange, credential, onCredential, errors }: Props) {
  const t = useTranslations("clusters.form");
  const words = useFieldWords(errors);
  const take = (taken: TakenConnection) => {
    onChange({ server: taken.server, ca: taken.ca });
    onCredential({ ...emptyCredential, ...taken.credential });
    toast.success(t("taken", { server: taken.server }));
  };
  return (
    <>
      <div>
        <KubeconfigImport onTake={take} />
      </div>
      <Field label={t("server")} name="server" error={words("server")} required>
        <Input mono type="url" value={form.server} onValueChange={(server) => onChange({ server })} />
      </Field>
      <Field label={t("ca")} name="ca" error={words("ca")} required>
        <Textarea
          mono
          className="max-h-40"
          value={form.ca}
          onChange={(event) => onChange({ ca: event.target.value })}
        />
      </Field>
      <CredentialFields value={credential} onChange={onCredential} errors={errors} />
    </>
  );
}
