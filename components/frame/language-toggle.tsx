"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";

/** English or Chinese; kept in the cookie `locale`, which the server reads. */
export function LanguageToggle() {
  const t = useTranslations("frame");
  const locale = useLocale();
  const router = useRouter();
  const client = useQueryClient();
  const [pending, start] = useTransition();
  const other = locale === "en" ? "zh-CN" : "en";
  return (
    <Button
      variant="ghost"
      size="sm"
      className="h-7 w-9 hover:bg-surface"
      pending={pending}
      lang={other}
      aria-label={t("switchLanguage")}
      onClick={() =>
        start(() => {
          // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser.
          document.cookie = `locale=${other}; path=/; max-age=31536000; samesite=lax`;
          router.refresh();
          // What the server said is in the language before.
          void client.invalidateQueries();
        })
      }
    >
      {locale === "en" ? "中文" : "EN"}
    </Button>
  );
}
