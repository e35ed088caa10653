"use client";
import { useSentence } from "#components/runs/use-sentence.ts";

/** What a row says in words; what has no words yet is shown as it is named. */
export function useAuditWords() {
  const sentence = useSentence();
  const wordsOf = (group: string, name: string) => {
    const key = name.replaceAll(".", "-");
    const words = sentence(group, key);
    return words === key ? name : words;
  };
  return {
    actionOf: (name: string) => wordsOf("audit.action", name),
    codeOf: (code: string) => wordsOf("audit.code", code),
  };
}
