"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { HeldUntil } from "#components/access/held-until.tsx";
import { ResourceIcon } from "#components/access/resource-kind.tsx";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { useChange } from "#components/shared/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { toast } from "#components/ui/toast.ts";
import { unbindServiceAccount } from "#lib/access/binding-actions.ts";
import type { BindingsView, BindingView } from "#lib/access/binding-client.ts";

type Props = { account: BindingsView; resources: BindingView[]; mayChange: boolean };

/** Every binding with since when, until when and by whom, and the way to take it back. */
export function BindingTable({ account, resources, mayChange }: Props) {
  const t = useTranslations("bindings");
  const [leaving, setLeaving] = useState<BindingView>();
  if (resources.length === 0)
    return <EmptyState icon={<Link2 />} title={t("emptyTitle")} text={t("emptyText", { project: account.project })} />;
  return (
    <>
      <Table label={t("boundTo")}>
        <TableHead>
          <TableHeader>{t("columnResource")}</TableHeader>
          <TableHeader>{t("columnMay")}</TableHeader>
          <TableHeader className="max-md:hidden">{t("columnWhere")}</TableHeader>
          <TableHeader>{t("columnUntil")}</TableHeader>
          <TableHeader className="max-md:hidden">{t("columnSince")}</TableHeader>
          {mayChange && (
            <TableHeader className="w-px">
              <span className="sr-only">{t("columnActions")}</span>
            </TableHeader>
          )}
        </TableHead>
        <tbody>
          {resources.map((resource) => (
            <TableRow key={resource.bindingId}>
              <TableCell>
                <span className="flex min-w-0 items-center gap-2">
                  <ResourceIcon kind={resource.kind} />
                  <span className="sr-only">{t(`kind.${resource.kind}`)}</span>
                  <Mono truncate>{resource.name}</Mono>
                  {resource.prefix && (
                    <span className="text-muted text-sm">{t("below", { prefix: resource.prefix })}</span>
                  )}
                </span>
              </TableCell>
              <TableCell>{t(`access.${resource.access}`)}</TableCell>
              <TableCell className="max-md:hidden">
                <ResidencyChip residency={resource.residency} />
              </TableCell>
              <TableCell>
                <HeldUntil until={resource.until} hasEnded={resource.hasEnded} />
              </TableCell>
              <TableCell className="text-muted max-md:hidden">
                <RelativeTime at={resource.since} /> {resource.by && t("by", { login: resource.by })}
              </TableCell>
              {mayChange && (
                <TableCell className="text-right">
                  <Button size="sm" variant="ghost" onClick={() => setLeaving(resource)}>
                    <span aria-hidden>{t("unbind")}</span>
                    <span className="sr-only">
                      {t("unbindNamed", { access: t(`access.${resource.access}`), name: resource.name })}
                    </span>
                  </Button>
                </TableCell>
              )}
            </TableRow>
          ))}
        </tbody>
      </Table>
      {leaving && <UnbindDialog account={account} binding={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

function UnbindDialog(props: { account: BindingsView; binding: BindingView; onClose: () => void }) {
  const { account, binding, onClose } = props;
  const t = useTranslations("bindings");
  const client = useQueryClient();
  const change = useChange(
    () => unbindServiceAccount({ bindingId: binding.bindingId }),
    () => {
      toast.success(t("unbound", { name: binding.name }));
      void client.invalidateQueries({ queryKey: ["admin", "bindings", account.id] });
      onClose();
    },
  );
  return (
    <ChangeDialog
      title={t("unbindTitle", { name: binding.name })}
      text={t("unbindText", {
        project: account.project,
        cluster: account.cluster,
        namespace: account.namespace,
      })}
      verb={t("unbind")}
      keep={t("keep")}
      destroys
      change={change}
      onClose={onClose}
    ></ChangeDialog>
  );
}
