"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Trouble } from "#components/runs/trouble.tsx";
import { Fact, Facts } from "#components/shared/facts.tsx";
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
          <AccountFacts account={account} />
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

function AccountFacts({ account }: { account: AccountView }) {
  const t = useTranslations("cloud");
  const { config, counts, identity } = account;
  const held = {
    buckets: counts.bucket ?? 0,
    repositories: counts["image-repository"] ?? 0,
    secrets: counts.secret ?? 0,
  };
  return (
    <Facts>
      <Fact name={t("columnKind")}>{t(`accountKind.${account.kind}`)}</Fact>
      {config.kind === "aws" ? (
        <>
          <Code name={t("field.accountId")} text={config.accountId} />
          <Code name={t("field.region")} text={config.region} />
          <Code name={t("field.endpoint")} text={config.endpoint} />
        </>
      ) : (
        <>
          <Code name={t("field.s3Endpoint")} text={config.s3.endpoint} />
          <Code name={t("field.registryUrl")} text={config.registry.url} />
          <Code name={t("field.vaultAddress")} text={config.vault.address} />
          <Code name={t("field.secretMounts")} text={config.vault.secretMounts.join(", ")} />
        </>
      )}
      <Code name={t("field.accessKeyId")} text={identity.keyId} />
      <Code name={t("field.roleArn")} text={identity.roleArn} />
      {account.credentialSetAt && (
        <Fact name={t("columnCredential")}>
          <RelativeTime at={account.credentialSetAt} />
        </Fact>
      )}
      <Fact name={t("columnClusters")}>
        {account.clusters.length > 0 ? (
          <code className="font-mono text-sm">{account.clusters.join(", ")}</code>
        ) : (
          t("noClusters")
        )}
      </Fact>
      <Fact name={t("columnHolds")}>
        <ButtonLink size="sm" variant="ghost" href={resourcesHref(account.name)} className="-ml-2">
          {t("holds", held)}
        </ButtonLink>
      </Fact>
    </Facts>
  );
}

/** A name or an address, where there is one. */
const Code = ({ name, text }: { name: string; text: string | null | undefined }) =>
  text ? (
    <Fact name={name}>
      <Mono>{text}</Mono>
    </Fact>
  ) : null;
