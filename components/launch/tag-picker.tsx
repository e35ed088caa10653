"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { imageTagsOptions, type ResourceQuestion } from "#lib/access/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { LivePicker } from "./live-picker.tsx";

type Props = { question: ResourceQuestion; value: string; onChange: (tag: string) => void };

/** The tags of a repository as its registry lists them now, ECR's newest first. */
export function TagPicker({ question, value, onChange }: Props) {
  const t = useTranslations("launch");
  const wordsOf = useFailureWords();
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(false);
  const { data, error } = useQuery({
    ...imageTagsOptions(question, useDebounced(search, 200)),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  return (
    <LivePicker
      value={value}
      onValueChange={onChange}
      found={
        error
          ? []
          : data?.map(({ tag, digest, pushedAt }) => ({
              value: tag,
              detail: (
                <>
                  {digest && <code className="font-mono">{digest.slice(0, 14)}</code>}
                  {pushedAt && <RelativeTime at={pushedAt} className="ml-2" />}
                </>
              ),
            }))
      }
      search={search}
      onSearch={setSearch}
      onOpen={() => setOpened(true)}
      searchLabel={t("searchTags")}
      placeholder={t("chooseTag")}
      note={error instanceof ReadError ? wordsOf(error.failure) : t("noTag")}
    />
  );
}
