"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Kubeconfig, KubeconfigContext, TakenConnection } from "#lib/clusters/kubeconfig.ts";

/** Shows what would be taken of a pasted kubeconfig, and what is refused of it by name. The text does not leave the page. */
export function KubeconfigImport({ onTake }: { onTake: (taken: TakenConnection) => void }) {
  const t = useTranslations("clusters.import");
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [read, setRead] = useState<Kubeconfig>();
  const change = async (next: string) => {
    setText(next);
    // The YAML parser is loaded by those alone who paste.
    const { readKubeconfig } = await import("#lib/clusters/kubeconfig.ts");
    setRead(next.trim() === "" ? undefined : readKubeconfig(next));
  };
  const forget = () => {
    setText("");
    setRead(undefined);
  };
  const take = (taken: TakenConnection) => {
    onTake(taken);
    setOpen(false);
    forget();
  };
  return (
    <Dialog
      title={t("title")}
      description={t("text")}
      size="lg"
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) forget();
      }}
      trigger={<Button>{t("open")}</Button>}
    >
      <Field label={t("field")} error={read?.problem && t(`problem.${read.problem}`)}>
        <Textarea
          mono
          rows={8}
          autoComplete="off"
          className="max-h-64"
          value={text}
          onChange={(event) => void change(event.target.value)}
        />
      </Field>
      <div aria-live="polite" className="mt-3 grid gap-3">
        {read?.contexts?.map((context, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text may name two contexts alike.
          <Context key={at} context={context} onTake={take} />
        ))}
      </div>
    </Dialog>
  );
}

function Context({ context, onTake }: { context: KubeconfigContext; onTake: (taken: TakenConnection) => void }) {
  const t = useTranslations("clusters.import");
  const form = useTranslations("clusters.form");
  const { name, taken, troubles } = context;
  return (
    <section aria-label={name} className="rounded-md border border-line px-3 py-2.5">
      <div className="flex items-center gap-2">
        <code className="truncate font-mono text-sm">{name}</code>
        {context.isCurrent && <Badge>{t("current")}</Badge>}
        {taken ? (
          <Button size="sm" className="ml-auto" aria-label={t("takeContext", { name })} onClick={() => onTake(taken)}>
            {t("take")}
          </Button>
        ) : (
          <Badge tone="bad" className="ml-auto">
            {t("refused")}
          </Badge>
        )}
      </div>
      {taken && (
        <dl className="mt-2 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
          <dt className="text-muted">{t("server")}</dt>
          <dd>
            <Mono>{taken.server}</Mono>
          </dd>
          <dt className="text-muted">{t("authority")}</dt>
          <dd>{t("included")}</dd>
          <dt className="text-muted">{t("credential")}</dt>
          <dd>{taken.credential.kind === "token" ? form("token") : form("clientCertificate")}</dd>
        </dl>
      )}
      {troubles && (
        <ul className="mt-2 list-disc pl-5">
          {troubles.map(({ field, code }) => (
            <li key={`${field} ${code}`}>
              {t.rich(`trouble.${code}`, { field: () => <code className="font-mono text-bad text-sm">{field}</code> })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
