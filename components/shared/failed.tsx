"use client";
import { RotateCw, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";

type Props = {
  title?: ReactNode;
  /** What failed, in words a person can act on (a failure's `message`). */
  text: ReactNode;
  requestId?: string;
  /** Left out: the page is asked for again. */
  onRetry?: () => void;
  action?: ReactNode;
};

/** What failed, a way to try again, and the id that finds it in the log. */
export function Failed({ title, text, requestId, onRetry, action }: Props) {
  const t = useTranslations("states");
  const router = useRouter();
  const [pending, start] = useTransition();
  return (
    <div role="alert">
      <EmptyState
        icon={<TriangleAlert className="text-bad" />}
        title={title ?? t("failedTitle")}
        text={
          <>
            <p>{text}</p>
            {requestId && (
              <p className="mt-2 inline-flex items-center gap-2 text-sm">
                {t("requestId")} <Mono>{requestId}</Mono>
              </p>
            )}
          </>
        }
        action={
          <>
            {action}
            <Button pending={pending} onClick={() => start(() => (onRetry ? onRetry() : router.refresh()))}>
              <RotateCw aria-hidden />
              {t("retry")}
            </Button>
          </>
        }
      />
    </div>
  );
}
