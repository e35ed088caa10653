"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Mono } from "#components/ui/mono.tsx";
import type { Failure } from "#lib/platform/result.ts";
import { clusterHref } from "./cluster-href.ts";

const worded = [
  "denied",
  "unreachable",
  "timeout",
  "refused",
  "not-found",
  "invalid",
  "unavailable",
  "conflict",
  "rate-limited",
] as const;
const isWorded = (code: string): code is (typeof worded)[number] => (worded as readonly string[]).includes(code);

/** Why a cluster could not be checked, rotated or registered: in a few words, and in those of the server. */
export function ConnectionFailure({ failure }: { failure: Failure }) {
  const t = useTranslations("clusters");
  const states = useTranslations("states");
  const known = failure.code === "conflict" ? failure.fields?.uid : undefined;
  return (
    <div role="alert" className="rounded-md bg-bad-soft px-3 py-2.5">
      <p className="font-medium text-bad">
        {isWorded(failure.code) ? t(`failure.${failure.code}`) : t("failure.title")}
      </p>
      <p>
        {known
          ? t.rich("report.knownText", {
              name: () => (
                <Link href={clusterHref(known)} className="font-mono text-accent text-sm hover:underline">
                  {known}
                </Link>
              ),
            })
          : failure.message || t("failure.noAnswer")}
      </p>
      {failure.requestId && (
        <p className="mt-1 flex items-center gap-1.5 text-muted text-sm">
          {states("requestId")} <Mono truncate>{failure.requestId}</Mono>
        </p>
      )}
    </div>
  );
}
