"use client";
import { Download, ShieldCheck } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { auditParams, exportHref, filterOf } from "./audit-params.ts";
import { VerifySheet } from "./verify-sheet.tsx";

/** Exports what the filters choose; verifies everything. */
export function AuditActions() {
  const t = useTranslations("audit");
  const zone = useTimeZone() ?? "UTC";
  const [params, setParams] = useQueryStates(auditParams);
  const [verifying, setVerifying] = useState(false);
  const save = (format: "csv" | "ndjson") => {
    const link = document.createElement("a");
    link.href = exportHref(filterOf(params, zone), format);
    link.download = "";
    link.click();
  };
  return (
    <>
      <Menu
        align="end"
        label={t("export")}
        trigger={
          <Button>
            <Download aria-hidden />
            {t("export")}
          </Button>
        }
      >
        <MenuItem onSelect={() => save("csv")}>{t("exportCsv")}</MenuItem>
        <MenuItem onSelect={() => save("ndjson")}>{t("exportNdjson")}</MenuItem>
      </Menu>
      <Button variant="primary" onClick={() => setVerifying(true)}>
        <ShieldCheck aria-hidden />
        {t("verify")}
      </Button>
      {verifying && (
        <VerifySheet
          onClose={() => setVerifying(false)}
          onRow={(row) => {
            setVerifying(false);
            void setParams({ row }, { history: "push" });
          }}
        />
      )}
    </>
  );
}
