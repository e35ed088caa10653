"use client";
import { useTranslations } from "next-intl";
import { RowsEditor } from "#components/jobs/rows-editor.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PlacementView } from "#lib/access/client.ts";
import { lastPart, newSecret, type SecretRow, variableOf } from "./launch-form.ts";
import { needNameOf } from "./map-needs.ts";
import type { AccessRequests } from "./use-access-requests.tsx";

type Props = {
  rows: readonly SecretRow[];
  placement: PlacementView;
  requests: AccessRequests;
  onChange: (rows: SecretRow[]) => void;
  errorAt: (path: string) => string | undefined;
};

/** The secrets of a launch: which, the file each becomes in the pod, and the variable that holds that file's path. */
export function SecretRows({ rows, placement, requests, onChange, errorAt }: Props) {
  const t = useTranslations("launch");
  const account = placement.cloudAccount;
  const options = placement.secrets.map(({ id, name, obstacle }) => ({
    value: id,
    label: name,
    mono: true,
    ...(obstacle ? requests.greyed(obstacle) : {}),
  }));
  const choose = (row: SecretRow, id: string): Partial<SecretRow> => {
    const secret = placement.secrets.find((option) => option.id === id);
    if (!secret) return {};
    const file = row.file || lastPart(secret.name);
    return { id, name: needNameOf(secret, account?.kind), file, env: row.env || variableOf(file) };
  };
  return (
    <RowsEditor
      name="secrets"
      label={t("secrets")}
      hint={account && t(account.kind === "aws" ? "secretsManagerOf" : "vaultOf", { account: account.name })}
      rows={rows}
      onChange={onChange}
      newRow={() => newSecret(rows)}
      addLabel={t("addSecret")}
      removeLabel={(row, index) => t("removeSecret", { name: row.name || String(index + 1) })}
      empty={t("secretsEmpty")}
      errorAt={errorAt}
      columns={[
        {
          id: "resourceId",
          label: t("secret"),
          track: "minmax(0,1.5fr)",
          cell: (row, change) => (
            <Combobox
              options={options}
              value={row.id}
              placeholder={row.name || undefined}
              onValueChange={(id) => change(choose(row, id))}
            />
          ),
        },
        {
          id: "key",
          label: t("secretKey"),
          track: "minmax(0,0.6fr)",
          cell: (row, change) => (
            <Input mono value={row.key} placeholder={t("wholeSecret")} onValueChange={(key) => change({ key })} />
          ),
        },
        {
          id: "file",
          label: t("fileInPod", { folder: "/slipway/secrets/" }),
          track: "minmax(0,1.1fr)",
          cell: (row, change) => <Input mono value={row.file} onValueChange={(file) => change({ file })} />,
        },
        {
          id: "env",
          label: t("variableOfPath"),
          track: "minmax(0,1.1fr)",
          cell: (row, change) => <Input mono value={row.env} onValueChange={(env) => change({ env })} />,
        },
      ]}
    />
  );
}
