"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { UsedClusterView, UsedNamespaceView } from "#lib/access/project-access-client.ts";
import { HeldUntil } from "./held-until.tsx";
import { ResourceIcon } from "./resource-kind.tsx";

type Props = {
  cluster: UsedClusterView;
  namespace: UsedNamespaceView;
  /** The project for which one may ask for what is missing or has ended. */
  askFor: string | undefined;
};

const placeOf = ({ cluster, namespace, askFor }: Props) =>
  askFor === undefined
    ? undefined
    : { project: askFor, cluster: cluster.name, residency: cluster.residency, namespace: namespace.name };

/** A namespace that was granted: until when, as whom jobs run there, and what that service account may use. */
export function UsedNamespace(props: Props) {
  const { cluster, namespace } = props;
  const place = placeOf(props);
  const t = useTranslations("access");
  const places = useTranslations("placement");
  const accounts = useTranslations("serviceAccounts");
  const format = useFormatter();
  const account = namespace.serviceAccount;
  return (
    <div className="rounded-md border border-line">
      <dl className="flex flex-wrap gap-x-8 gap-y-2 px-3 py-2.5">
        <Fact label={places("namespace")}>
          <Mono>{namespace.name}</Mono>
        </Fact>
        <Fact label={t("until")}>
          <HeldUntil until={namespace.until} hasEnded={namespace.hasEnded} />
          {place && namespace.hasEnded && (
            <span className="ml-2">
              <RequestAccess
                size="sm"
                asking={{ kind: "namespace", clusterId: cluster.id, namespaceId: namespace.id, ...place }}
              />
            </span>
          )}
        </Fact>
        <Fact label={t("since")}>
          {format.dateTime(new Date(namespace.since), { dateStyle: "medium" })}
          {namespace.by && <span className="text-muted"> · {t("by", { login: namespace.by })}</span>}
        </Fact>
        <Fact label={places("serviceAccount")}>
          {account ? (
            <Mono>{account.name}</Mono>
          ) : (
            <span className="inline-flex flex-wrap items-center gap-2">
              <span className="text-warn">{t("noServiceAccount")}</span>
              {place && !namespace.hasEnded && (
                <RequestAccess size="sm" asking={{ kind: "service-account", namespaceId: namespace.id, ...place }} />
              )}
            </span>
          )}
        </Fact>
        {account?.roleArn && (
          <Fact label={places("iamRole")}>
            <Mono>{account.roleArn}</Mono>
          </Fact>
        )}
        {account?.accessKeySecret && (
          <Fact label={accounts("accessKeySecret")}>
            <Mono>{account.accessKeySecret}</Mono>
          </Fact>
        )}
        {account?.vaultRole && (
          <Fact label={places("vaultRole")}>
            <Mono>{account.vaultRole}</Mono>
          </Fact>
        )}
      </dl>
      {namespace.resources.length > 0 && <Resources {...props} />}
      {account && namespace.resources.length === 0 && (
        <p className="border-line border-t px-3 py-2.5 text-muted">{t("nothingBound")}</p>
      )}
    </div>
  );
}

function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Resources(props: Props) {
  const { cluster, namespace } = props;
  const place = placeOf(props);
  const account = namespace.serviceAccount;
  const t = useTranslations("access");
  const label = t("resourcesOf", { name: namespace.serviceAccount?.name ?? "", cluster: cluster.name });
  return (
    <div className="[&>section]:rounded-t-none [&>section]:border-x-0 [&>section]:border-b-0">
      <Table label={label}>
        <TableHead>
          <TableHeader className="md:w-[38%]">{t("columnResource")}</TableHeader>
          <TableHeader className="md:w-[20%]">{t("columnAccess")}</TableHeader>
          <TableHeader className="md:w-[14%]">{t("columnStays")}</TableHeader>
          <TableHeader className="md:w-[16%]">{t("until")}</TableHeader>
          <TableHeader className="max-md:hidden">{t("columnBy")}</TableHeader>
        </TableHead>
        <tbody>
          {namespace.resources.map((resource) => (
            <TableRow key={resource.bindingId} className={resource.hasEnded ? "text-muted" : undefined}>
              <TableCell>
                <span className="flex min-w-0 items-center gap-2">
                  <ResourceIcon kind={resource.kind} />
                  <span className="sr-only">{t(`kind.${resource.kind}`)} </span>
                  <Mono value={resource.arn ?? resource.name}>{resource.name}</Mono>
                </span>
              </TableCell>
              <TableCell>
                {t(`may.${resource.access}`)}
                {resource.prefix && (
                  <span className="ml-2 text-muted">
                    {t("below")} <code className="font-mono text-sm">{resource.prefix}</code>
                  </span>
                )}
              </TableCell>
              <TableCell>
                <span className="inline-flex items-center gap-2">
                  <ResidencyChip residency={resource.residency} />
                  {resource.mayNotCross && <span className="text-bad text-sm">{t("mayNotCross")}</span>}
                </span>
              </TableCell>
              <TableCell>
                <HeldUntil until={resource.until} hasEnded={resource.hasEnded} />
                {place && account && resource.hasEnded && !resource.mayNotCross && (
                  <span className="ml-2">
                    <RequestAccess
                      size="sm"
                      asking={{
                        kind: "binding",
                        cloudResourceId: resource.id,
                        resource: resource.name,
                        resourceKind: resource.kind,
                        access: resource.access,
                        prefix: resource.prefix,
                        serviceAccountId: account.id,
                        serviceAccount: account.name,
                        ...place,
                      }}
                    />
                  </span>
                )}
              </TableCell>
              <TableCell className="max-md:hidden">{resource.by}</TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
