import { Compass } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export default async function NotFound() {
  const t = await getTranslations("states");
  return (
    <main className="grid min-h-[60vh] place-items-center p-6">
      <EmptyState
        isPage
        icon={<Compass />}
        title={t("notFoundTitle")}
        text={t("notFoundText")}
        action={<ButtonLink href="/">{t("backToStart")}</ButtonLink>}
      />
    </main>
  );
}
