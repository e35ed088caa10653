"use client";
import { useTranslations } from "next-intl";
import { parseAsBoolean, useQueryState } from "nuqs";
import { YamlView } from "#components/shared/yaml-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";

type Props = { yaml: string | undefined; attempt: number; cluster: string };

/** What was applied, to read beside the run; open or not is part of the address. */
export function RunYaml({ yaml, attempt, cluster }: Props) {
  const t = useTranslations("run");
  const [open, setOpen] = useQueryState("yaml", parseAsBoolean.withDefault(false));
  return (
    <Sheet
      title={t("yamlTitle")}
      description={t("yamlText", { attempt, cluster })}
      open={open}
      onOpenChange={(next) => void setOpen(next || null)}
      trigger={<Button>{t("yaml")}</Button>}
      wide
    >
      {yaml ? <YamlView yaml={yaml} /> : <p className="text-muted">{t("noYaml")}</p>}
    </Sheet>
  );
}
