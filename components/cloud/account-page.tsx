"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { Page } from "#components/shared/page.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Section } from "#components/shared/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type AccountView, accountCheckOptions, accountOptions } from "#lib/cloud/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { AccountReport } from "./account-report.tsx";
import { ChangeConnection } from "./change-connection.tsx";
import { accountsHref, resourcesHref } from "./cloud-href.ts";
import { RotateCredential } from "./rotate-credential.tsx";

/** One account: where it is reached, who Slipway is there and what it may do, and what is mapped of it. */
export function AccountPage({ initial, mayChange }: { initial: AccountView; mayChange: boolean }) {
  const t = useTranslations("cloud");
  const queries = useQueryClient();
  const { data: account = initial } = useQuery(accountOptions(initial.id, initial));
  const check = useQuery(accountCheckOptions(account));
  const changed = () => void queries.invalidateQueries({ queryKey: ["admin"] });
  return (
    <Page
      title={account.name}
      mono
      breadcrumb={[{ label: t("accountsTitle"), href: accountsHref }]}
      actions={
        <>
          {mayChange && <RotateCredential key={account.version} account={account} onDone={changed} />}
          <ButtonLink variant="primary" href={resourcesHref(account.name, "discover")}>
            {t("discover")}
          </ButtonLink>
        </>
      }
    >
      <div className="mx-auto max-w-4xl">
        <Section
          title={t("connection")}
          actions={mayChange && <ChangeConnection key={account.version} account={account} onDone={changed} />}
        >
          <Facts account={account} />
        </Section>
        <Section
          title={t("found")}
          actions={
            <Button size="sm" pending={check.isFetching} onClick={() => void check.refetch()}>
              <RotateCw aria-hidden />
              {t("checkAgain")}
            </Button>
          }
        >
          {check.data ? (
            <AccountReport report={check.data} />
          ) : check.error instanceof ReadError ? (
            <Trouble error={check.error.failure} onRetry={() => void check.refetch()} />
          ) : (
            <div aria-busy className="grid gap-2">
              <Skeleton className="h-5 w-1/3" />
              <Skeleton className="h-40 w-full" />
            </div>
          )}
        </Section>
      </div>
    </Page>
  );
}

function Facts({ account }: { account: AccountView }) {
  const t = useTranslations("cloud");
  const { config, counts } = account;
  const facts: [string, React.ReactNode][] = [[t("columnKind"), t(`accountKind.${account.kind}`)]];
  if (config.kind === "aws") {
    facts.push([t("field.accountId"), <Mono key="id">{config.accountId}</Mono>]);
    facts.push([t("field.region"), <Mono key="region">{config.region}</Mono>]);
    if (config.endpoint) facts.push([t("field.endpoint"), <Mono key="endpoint">{config.endpoint}</Mono>]);
  } else {
    facts.push([t("field.s3Endpoint"), <Mono key="s3">{config.s3.endpoint}</Mono>]);
    facts.push([t("field.registryUrl"), <Mono key="registry">{config.registry.url}</Mono>]);
    facts.push([t("field.vaultAddress"), <Mono key="vault">{config.vault.address}</Mono>]);
    facts.push([t("field.secretMounts"), <Mono key="mounts">{config.vault.secretMounts.join(", ")}</Mono>]);
  }
  const { keyId, roleArn } = account.identity;
  if (keyId) facts.push([t("field.accessKeyId"), <Mono key="key">{keyId}</Mono>]);
  if (roleArn) facts.push([t("field.roleArn"), <Mono key="role">{roleArn}</Mono>]);
  if (account.credentialSetAt)
    facts.push([t("columnCredential"), <RelativeTime key="since" at={account.credentialSetAt} />]);
  facts.push([
    t("columnClusters"),
    account.clusters.length > 0 ? (
      <code key="clusters" className="font-mono text-sm">
        {account.clusters.join(", ")}
      </code>
    ) : (
      t("noClusters")
    ),
  ]);
  const held = {
    buckets: counts.bucket ?? 0,
    repositories: counts["image-repository"] ?? 0,
    secrets: counts.secret ?? 0,
  };
  facts.push([
    t("columnHolds"),
    <ButtonLink key="holds" size="sm" variant="ghost" href={resourcesHref(account.name)} className="-ml-2">
      {t("holds", held)}
    </ButtonLink>,
  ]);
  return (
    <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[10rem_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents max-sm:block">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
