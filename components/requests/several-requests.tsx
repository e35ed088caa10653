"use client";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StatusMark } from "#components/shared/status-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { decideRequest } from "#lib/access/actions.ts";
import { type RequestDetailView, type RequestView, requestOptions } from "#lib/access/request-client.ts";
import { useRequestWords } from "./request-words.tsx";

type Decision = "approve" | "reject";
/** What came of each: words for what was refused, else the decision. */
type Results = Record<string, { done: Decision } | { refused: string }>;

type Props = { rows: readonly RequestView[]; onClear: () => void };

/** Decides several requests with one comment: each by itself, and of each it is told what came of it. */
export function SeveralRequests({ rows: chosen, onClear }: Props) {
  const t = useTranslations("requests");
  const { plain, spanOf } = useRequestWords();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const [deciding, setDeciding] = useState<Decision>();
  const [results, setResults] = useState<Results>();
  // While and after they are decided they stay in view, though they leave the list.
  const [kept, setKept] = useState<readonly RequestView[]>();
  const rows = kept ?? chosen;
  const details = useQueries({ queries: rows.map(({ id }) => requestOptions(id)) });
  const needsMore = (row: RequestView, decision: Decision) => decision === "approve" && row.kind === "service-account";

  async function decideAll(decision: Decision) {
    setKept(chosen);
    setDeciding(decision);
    let told: Results = {};
    for (const row of chosen) {
      const result = needsMore(row, decision)
        ? undefined
        : await decideRequest({ requestId: row.id, seen: row.snapshotHash, decision, comment }).catch(() => undefined);
      const refused = needsMore(row, decision) ? t("needsIdentity") : result ? undefined : t("noAnswer");
      told = {
        ...told,
        [row.id]: result?.ok
          ? { done: decision }
          : { refused: refused ?? (result?.ok === false ? reason(result) : "") },
      };
      setResults(told);
    }
    await client.invalidateQueries({ queryKey: ["requests"] });
    setDeciding(undefined);
  }
  const reason = ({ error }: { error: { code: string; message: string } }) =>
    error.code === "conflict" ? t("conflict") : error.message;

  const count = rows.length;
  const isOver = results !== undefined && deciding === undefined;
  return (
    <div className="max-w-3xl">
      <h2 className="font-semibold text-xl">{t("selected", { count })}</h2>
      <p className="text-muted">{t("selectedText")}</p>
      <ul className="mt-4 rounded-md border border-line" aria-live="polite">
        {rows.map((row, index) => {
          const result = results?.[row.id];
          return (
            <li key={row.id} className="border-line px-3.5 py-2.5 not-last:border-b">
              <div className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className="font-medium">{plain(row.title)}</span>
                {result &&
                  ("done" in result ? (
                    <StatusMark tone={result.done === "approve" ? "good" : "none"}>
                      {t(`state.${result.done === "approve" ? "approved" : "rejected"}`)}
                    </StatusMark>
                  ) : (
                    <StatusMark tone="bad">{t("notDone")}</StatusMark>
                  ))}
              </div>
              <p className="text-muted">
                {[row.requester, row.where.cluster, row.where.namespace, spanOf(row.days)].filter(Boolean).join(" · ")}
              </p>
              {result && "refused" in result ? (
                <p className="text-bad">{result.refused}</p>
              ) : (
                <Opens detail={details[index]?.data} />
              )}
            </li>
          );
        })}
      </ul>
      {isOver ? (
        <Button className="mt-4" onClick={onClear}>
          {t("continue")}
        </Button>
      ) : (
        <>
          <Field label={t("comment")} hint={t("commentHint")} className="mt-5">
            <Textarea
              value={comment}
              placeholder={t("optional")}
              maxLength={2000}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          </Field>
          <div className="mt-4 flex flex-wrap gap-2">
            {(["approve", "reject"] as const).map((decision) => (
              <Button
                key={decision}
                variant={decision === "approve" ? "primary" : "secondary"}
                pending={deciding === decision}
                disabled={deciding !== undefined}
                onClick={() => void decideAll(decision)}
              >
                {t(`${decision}Several`, { count })}
              </Button>
            ))}
            <Button variant="ghost" disabled={deciding !== undefined} onClick={onClear}>
              {t("clearSelection")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** What of a request would be new, in a line. */
function Opens({ detail }: { detail: RequestDetailView | undefined }) {
  const t = useTranslations("requests");
  if (!detail) return <p className="h-5" />;
  const added = detail.opens.filter(({ isNew }) => isNew);
  if (added.length === 0) return <p className="text-muted">{t("nothingNew")}</p>;
  return added.map(({ subject, may, on, kind, prefix }) => (
    <p key={`${subject} ${kind} ${on} ${prefix}`} className="break-words text-good">
      <span aria-hidden>+ </span>
      <code className="font-mono text-sm">{subject}</code>{" "}
      {may.map((each) => t(`may.${each as "read"}`)).join(t("may.comma"))}{" "}
      {t.rich(`on.${kind}`, { resource: on, name: (chunks) => <code className="font-mono text-sm">{chunks}</code> })}
    </p>
  ));
}
