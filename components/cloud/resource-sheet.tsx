"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { resourceOptions } from "#lib/cloud/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { ResourceForm } from "./resource-form.tsx";
import type { ProjectChoice } from "./resources-page.tsx";

type Props = {
  resourceId: string;
  projects: ProjectChoice[];
  residencies: string[];
  mayChange: boolean;
  onClose: () => void;
};

/** One resource over the list: what it is, who uses it, and for an admin whose it is and where its data counts as. */
export function ResourceSheet({ resourceId, onClose, ...rest }: Props) {
  const t = useTranslations("cloud");
  const { data, error, refetch } = useQuery(resourceOptions(resourceId));
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={data ? <code className="break-all font-mono">{data.name}</code> : t("resource")}
      description={data && t(`kind.${data.kind}`)}
    >
      {data ? (
        <ResourceForm {...rest} resource={data} onClose={onClose} />
      ) : error instanceof ReadError ? (
        <Trouble error={error.failure} onRetry={() => void refetch()} />
      ) : (
        <div aria-busy className="grid gap-2">
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-24 w-full" />
        </div>
      )}
    </Sheet>
  );
}
