"use client";
import { useTranslations } from "next-intl";
import { YamlView } from "#components/shared/yaml-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";

/** Exactly what a launch would apply; made once everything it needs is known, so that it never shows a guess. */
export function LaunchYaml({ yaml, cluster }: { yaml: string | null; cluster: string }) {
  const t = useTranslations("launch");
  return (
    <Sheet
      wide
      title={t("yamlTitle")}
      description={t("yamlText", { cluster })}
      trigger={<Button>{t("viewYaml")}</Button>}
    >
      {yaml ? <YamlView yaml={yaml} /> : <p className="text-muted">{t("noYaml")}</p>}
    </Sheet>
  );
}
