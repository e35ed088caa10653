"use client";
import { useTranslations } from "next-intl";

type Params = Record<string, string | number> | null | undefined;

/**
 * The sentence of a code that the database holds, such as `runReason.image-pull`, with what it names filled in. A code that the messages
 * do not know, as one of a newer worker, is shown as it is rather than as nothing.
 */
export function useSentence() {
  // The codes are data, so that they cannot be checked as keys.
  const t = useTranslations() as unknown as ((key: string, params?: Record<string, string | number>) => string) & {
    has(key: string): boolean;
  };
  return (group: string, code: string, params?: Params): string => {
    const key = `${group}.${code}`;
    return t.has(key) ? t(key, params ?? {}) : code;
  };
}

/** Why a run is in its state, in words: its own sentence, or that of the check that refused it. */
export function useRunReason() {
  const sentence = useSentence();
  return ({ reason, reasonParams }: { reason: string | null; reasonParams: Params }): string | undefined => {
    if (!reason) return undefined;
    const own = sentence("runReason", reason, reasonParams);
    return own === reason ? sentence("preflight", reason, reasonParams) : own;
  };
}
