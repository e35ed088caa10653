"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ResourceIcon } from "#components/access/resource-kind.tsx";
import { Trouble } from "#components/runs/trouble.tsx";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type ComparisonView, comparisonOptions } from "#lib/access/binding-client.ts";
import { ReadError } from "#lib/platform/read.ts";

const tones = { same: "good", bindings: "warn", role: "warn", both: "warn" } as const;

/** What the role's own policies allow beside what is bound: which of the two is wider, and in what. */
export function RoleComparison({ serviceAccountId }: { serviceAccountId: string }) {
  const t = useTranslations("bindings");
  const { data, error, isFetching, refetch } = useQuery(comparisonOptions(serviceAccountId));
  if (error instanceof ReadError) return <Trouble error={error.failure} onRetry={() => void refetch()} />;
  if (!data)
    return (
      <div aria-busy className="grid gap-2">
        <Skeleton className="h-6 w-80" />
        <Skeleton className="h-16" />
      </div>
    );
  const differing = data.compared.filter(({ verdict }) => verdict !== "same");
  return (
    <div aria-busy={isFetching || undefined}>
      <p className="flex flex-wrap items-center gap-3">
        <StatusMark tone={tones[data.wider]}>{t(`wider.${data.wider}`)}</StatusMark>
        <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
          {t("askAgain")}
        </Button>
      </p>
      {differing.length > 0 && (
        <ul className="mt-3 rounded-md border border-line">
          {differing.map((each) => (
            <Difference key={`${each.name} ${each.access} ${each.prefix}`} each={each} />
          ))}
        </ul>
      )}
      {data.unknown.length > 0 && (
        <p className="mt-3 text-muted">
          {t("unknown", { names: [...new Set(data.unknown.map(({ name }) => name))].join(", ") })}
        </p>
      )}
      {data.keysUnknown.length > 0 && (
        <p className="mt-3 text-muted">{t("keysUnknown", { names: data.keysUnknown.join(", ") })}</p>
      )}
      {data.isPartial && <p className="mt-3 text-muted">{t("partial")}</p>}
    </div>
  );
}

function Difference({ each }: { each: ComparisonView["compared"][number] }) {
  const t = useTranslations("bindings");
  return (
    <li className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-line border-b px-3 py-2 last:border-b-0">
      <ResourceIcon kind={each.kind} />
      <Mono>{each.name}</Mono>
      <span>{t(`access.${each.access}`)}</span>
      {each.prefix && <span className="text-muted">{t("below", { prefix: each.prefix })}</span>}
      <span className="text-muted">{t(`verdict.${each.verdict as "role-lacks" | "role-has-more"}`)}</span>
      <span className="break-all font-mono text-muted text-sm">{each.actions.join(", ")}</span>
    </li>
  );
}
