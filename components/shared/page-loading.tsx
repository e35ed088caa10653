import { useTranslations } from "next-intl";
import { TopBar } from "#components/frame/top-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";

/** What `loading.tsx` shows of a list page: its bar and rows at their real size. */
export function PageLoading({ rows = 10 }: { rows?: number }) {
  const t = useTranslations("ui");
  return (
    <>
      <TopBar>
        <Skeleton className="h-4 w-32" />
      </TopBar>
      <main id="content" className="min-w-0 flex-1 p-4 sm:p-6">
        <Skeleton className="mb-3 h-7 w-64" />
        <SkeletonRows rows={rows} label={t("loading")} />
      </main>
    </>
  );
}
