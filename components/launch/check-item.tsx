"use client";
import type { LucideIcon } from "lucide-react";
import { Check, TriangleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import type { Asking } from "#components/requests/asking.ts";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { useSentence } from "#components/runs/use-sentence.ts";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { cn } from "#components/ui/cn.ts";
import { lastPart } from "./launch-form.ts";
import { markParams, type SentencePart, sentenceParts } from "./marked-sentence.ts";
import type { CheckView } from "./use-preflight.ts";

type Status = CheckView["status"];

/** What AWS calls the rights that a role may lack. */
const actions = { getObject: "s3:GetObject", getSecret: "secretsmanager:GetSecretValue", decrypt: "kms:Decrypt" };

const looks: Record<Status, { icon: LucideIcon; colour: string }> = {
  fail: { icon: X, colour: "text-bad" },
  warn: { icon: TriangleAlert, colour: "text-warn" },
  pass: { icon: Check, colour: "text-good" },
};

type Props = {
  check: CheckView;
  /** Names that the sentence of what to do may use. */
  context: Record<string, string>;
  /** The request that would mend it. */
  asking: Asking | undefined;
};

/** One condition of the launch: its state as icon and word, what was found, and for a failure who can mend it. */
export function CheckItem({ check, context, asking }: Props) {
  const t = useTranslations("launch");
  const sentence = useSentence();
  const fixCode = check.status === "pass" || asking ? undefined : fixOf(check);
  return (
    <Item status={check.status} title={sentence("preflightTitle", check.id)}>
      <Marked parts={sentenceParts(sentence("preflight", check.code, markParams(check.params)))} />
      {fixCode && t.has(`fix.${fixCode as "not-granted"}`) && (
        <span className="mt-1 block text-ink">
          <Marked
            parts={sentenceParts(
              sentence("launch.fix", fixCode, markParams({ ...actions, ...context, ...check.params })),
            )}
          />
        </span>
      )}
      {asking && (
        <span className="mt-1.5 block">
          <RequestAccess asking={asking} size="sm" />
        </span>
      )}
    </Item>
  );
}

/** A missing role, grant or binding says more of who can mend it than the check that found it. */
const fixOf = (check: CheckView): string =>
  check.missing?.kind === "binding" ? "binding" : (check.missing?.kind ?? check.code);

export function Item({ status, title, children }: { status: Status; title: string; children: React.ReactNode }) {
  const t = useTranslations("launch");
  const { icon: Icon, colour } = looks[status];
  return (
    <li className="flex gap-3 border-line border-b px-4 py-2.5">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", colour)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {title}
          <span className="sr-only">: {t(`status.${status}`)}</span>
        </p>
        <p className="wrap-anywhere text-muted text-sm">{children}</p>
      </div>
    </li>
  );
}

const inWords = new Set(["message", "cpu", "memory", "resource", "asked", "left", "hard", "at"]);
const residencies = new Set(["from", "to", "residency"]);

/** A sentence whose names stand out as names, and whose residencies are chips. */
export function Marked({ parts }: { parts: SentencePart[] }) {
  return parts.map(({ text, param }, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other identity.
    if (param && residencies.has(param)) return <ResidencyChip key={index} residency={text} className="mx-0.5" />;
    if (param && !inWords.has(param))
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <code key={index} className="font-mono text-ink" title={text.startsWith("arn:") ? text : undefined}>
          {text.startsWith("arn:aws:iam:") ? lastPart(text) : text}
        </code>
      );
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    return <Fragment key={index}>{text}</Fragment>;
  });
}
