"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Trouble } from "#components/runs/trouble.tsx";
import { Button } from "#components/ui/button.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type AuditRowView, auditRowOptions } from "#lib/audit/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { ChangeTable, Named } from "./change-table.tsx";
import { changesOf } from "./changes.ts";
import { Outcome } from "./outcome.tsx";
import { useAuditWords } from "./use-words.ts";

type Props = {
  sequence: number;
  onClose: () => void;
  onActor: (name: string) => void;
  onRow: (sequence: number) => void;
};

/** One row of the trail: all it says, what was before and after, and its place in the chain. */
export function AuditRowSheet({ sequence, onClose, onActor, onRow }: Props) {
  const t = useTranslations("audit");
  const { actionOf } = useAuditWords();
  const { data, error, refetch } = useQuery(auditRowOptions(sequence));
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={data ? actionOf(data.action) : t("row", { sequence })}
      description={data && t("row", { sequence })}
      footer={
        <>
          <Button disabled={sequence <= 1} onClick={() => onRow(sequence - 1)}>
            <ChevronLeft aria-hidden />
            {t("rowBefore")}
          </Button>
          <Button onClick={() => onRow(sequence + 1)}>
            {t("rowAfter")}
            <ChevronRight aria-hidden />
          </Button>
        </>
      }
    >
      {data && <Facts row={data} onActor={onActor} />}
      {!data && error instanceof ReadError && <Trouble error={error.failure} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div aria-busy>
          <Skeleton className="h-64" />
        </div>
      )}
    </Sheet>
  );
}

function Facts({ row, onActor }: { row: AuditRowView; onActor: Props["onActor"] }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const { changes, rest } = changesOf(row.detail);
  return (
    <div className="flex flex-col gap-6">
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-2">
        <Fact name={t("columnWhen")}>
          <time dateTime={row.at}>{format.dateTime(new Date(row.at), { dateStyle: "medium", timeStyle: "long" })}</time>
        </Fact>
        <Fact name={t("columnWho")}>
          <span className="flex flex-wrap items-center gap-2">
            <Mono>{row.actorName}</Mono>
            <span className="text-muted">{t(`kind.${row.actorKind as "user"}`)}</span>
            <Button size="sm" onClick={() => onActor(row.actorName)}>
              {t("allByActor")}
            </Button>
          </span>
        </Fact>
        <Fact name={t("columnWhat")}>
          <Mono>{row.action}</Mono>
        </Fact>
        <Fact name={t("columnOutcome")}>
          <Outcome outcome={row.outcome} code={row.code} />
        </Fact>
        {row.project && (
          <Fact name={t("project")}>
            <Mono>{row.project}</Mono>
          </Fact>
        )}
        <Fact name={t("columnFrom")}>{row.address ? <Mono>{row.address}</Mono> : t("fromItself")}</Fact>
        <Fact name={t("columnRequest")}>
          <Mono>{row.requestId}</Mono>
        </Fact>
      </dl>
      {changes.length > 0 && (
        <ChangeTable
          title={row.outcome === "done" ? t("changes") : t("changesRefused")}
          changes={changes}
          names={row.names}
        />
      )}
      {rest.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t("detail")}</h3>
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
            {rest.map(([path, value]) => (
              <Fact key={path} name={<code className="break-all font-mono text-sm">{path}</code>}>
                <Named value={value} names={row.names} />
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3 className="mb-2 font-semibold">{t("chain")}</h3>
        <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1.5">
          <Fact name={t("hash")}>
            <Mono>{row.hash}</Mono>
          </Fact>
          <Fact name={t("previousHash")}>
            <Mono>{row.previousHash}</Mono>
          </Fact>
        </dl>
      </section>
    </div>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
