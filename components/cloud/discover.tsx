"use client";
import { useQuery } from "@tanstack/react-query";
import { Cloud, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { Trouble } from "#components/runs/trouble.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton-rows.tsx";
import { regions } from "#lib/aws/regions.ts";
import { discoveryOptions } from "#lib/cloud/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { DiscoveredList } from "./discovered-list.tsx";
import { NewAccountLink } from "./new-account-link.tsx";
import { resourceParams } from "./resource-params.ts";
import type { ResourcesProps } from "./resources-page.tsx";
import { accountOptionsOf, every, useKindOptions } from "./use-options.tsx";

/** Lists an account itself, live: what of it is mapped, and the rest to pick from. */
export function Discover({ accounts, projects, lines, mayChange }: ResourcesProps) {
  const t = useTranslations("cloud");
  const kinds = useKindOptions();
  const [params, setParams] = useQueryStates(resourceParams);
  const account = accounts.find(({ name }) => name === params.account) ?? accounts[0];
  const kind = params.kind ?? "bucket";
  // Buckets are listed of all regions at once, and a data centre has one.
  const hasRegions = account?.kind === "aws" && kind !== "bucket";
  const region = hasRegions ? params.region : null;
  const { data, error, isFetching, refetch } = useQuery({
    ...discoveryOptions(account?.id ?? "", kind, region),
    enabled: account !== undefined,
  });
  if (!account)
    return (
      <EmptyState
        icon={<Cloud />}
        title={t("accountsEmptyTitle")}
        text={t("accountsEmptyText")}
        action={mayChange && <NewAccountLink />}
      />
    );
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-2">
        <Select
          label={t("columnAccount")}
          className="w-auto min-w-36"
          options={accountOptionsOf(accounts)}
          value={account.name}
          onValueChange={(name) => void setParams({ account: name, region: null, search: null })}
        />
        <Select
          label={t("columnKind")}
          className="w-auto min-w-36"
          options={kinds}
          value={kind}
          onValueChange={(next) => void setParams({ kind: next, search: null })}
        />
        {hasRegions && (
          <Select
            label={t("columnRegion")}
            className="w-auto min-w-36"
            options={[
              { value: every, label: t("regionsInUse") },
              ...regions.map((value) => ({ value, label: value, mono: true })),
            ]}
            value={region ?? every}
            onValueChange={(next) => void setParams({ region: next === every ? null : next })}
          />
        )}
        <Button pending={isFetching} onClick={() => void refetch()}>
          <RotateCw aria-hidden />
          {t("listAgain")}
        </Button>
      </div>
      {data ? (
        <DiscoveredList
          key={`${account.id} ${kind} ${region}`}
          account={account}
          kind={kind}
          discovery={data}
          projects={projects}
          residencies={lines.residencies}
          mayChange={mayChange}
        />
      ) : error instanceof ReadError ? (
        <Trouble error={error.failure} onRetry={() => void refetch()} />
      ) : (
        <div aria-busy>
          <SkeletonRows label={t("listing")} />
        </div>
      )}
    </>
  );
}
