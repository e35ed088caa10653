"use client";
import { useTranslations } from "next-intl";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusMark, type Tone } from "#components/shared/status-mark.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { AnchorsView } from "#lib/audit/client.ts";
import { type BucketVerdict, bucketVerdict } from "./verdict.ts";

const tones: Record<BucketVerdict, Tone> = {
  agrees: "good",
  "cut-off": "bad",
  rewritten: "bad",
  unread: "warn",
  renamed: "warn",
  none: "none",
};

/** What each bucket knows of the trail, and whether the trail still is so. */
export function AnchorList({ anchors }: { anchors: AnchorsView }) {
  const t = useTranslations("audit");
  if (anchors.buckets.length === 0) return <p>{t("noBucket")}</p>;
  return (
    <ul className="flex flex-col gap-3">
      {anchors.buckets.map((bucket) => (
        <li key={bucket.bucket} className="rounded-md border border-line px-3 py-2">
          <p className="flex flex-wrap items-baseline justify-between gap-2">
            <Mono>{bucket.bucket}</Mono>
            <span className="font-mono text-muted text-sm">{bucket.clusters.join(", ")}</span>
          </p>
          <StatusMark tone={tones[bucketVerdict(bucket)]} className="mt-1">
            <span>{t(`anchor.${bucketVerdict(bucket)}`)}</span>
          </StatusMark>
          <Told bucket={bucket} />
        </li>
      ))}
    </ul>
  );
}

function Told({
  bucket: { anchors, newest, contradiction, problem, otherTrails },
}: {
  bucket: AnchorsView["buckets"][number];
}) {
  const t = useTranslations("audit");
  if (problem)
    return (
      <p lang="en" className="text-muted">
        {problem.message}
      </p>
    );
  return (
    <>
      {contradiction && (
        <p>
          {t(`contradiction.${contradiction.what}`, { sequence: contradiction.sequence, after: contradiction.after })}
        </p>
      )}
      {newest && (
        <p className="text-muted">
          {t("newest", { count: anchors, sequence: newest.sequence })} {newest.at && <RelativeTime at={newest.at} />}
        </p>
      )}
      {otherTrails > 0 && <p className="text-muted">{t("otherTrails", { count: otherTrails })}</p>}
    </>
  );
}
