"use client";
import { useTranslations } from "next-intl";
import { Failed } from "#components/shared/failed.tsx";

/** A bug, not an expected failure: those are returned and shown where they happened. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("states");
  return (
    <main className="grid min-h-[60vh] place-items-center p-6">
      <Failed title={t("crashTitle")} text={t("crashText")} requestId={error.digest} onRetry={reset} />
    </main>
  );
}
