"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

type Props = { page: number; pageSize: number; total: number; onPage: (page: number) => void };

/** Where one is in a long list, and the way on; from a page that has gone since, the way back to the last. Nothing where one page holds all. */
export function TablePager({ page, pageSize, total, onPage }: Props) {
  const t = useTranslations("table");
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (total === 0 || (last === 1 && page <= 1)) return null;
  const at = Math.min(Math.max(1, page), last + 1);
  return (
    <nav aria-label={t("page")} className="flex items-center justify-end gap-2 pt-2 text-muted">
      <span className="mr-2">
        {at > last
          ? t("pastEnd", { total })
          : t("rows", { from: (at - 1) * pageSize + 1, to: Math.min(at * pageSize, total), total })}
      </span>
      <Button size="icon" aria-label={t("previous")} disabled={at <= 1} onClick={() => onPage(at - 1)}>
        <ChevronLeft aria-hidden />
      </Button>
      <Button size="icon" aria-label={t("next")} disabled={at >= last} onClick={() => onPage(at + 1)}>
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
