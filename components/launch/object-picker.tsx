"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Bytes } from "#components/shared/bytes.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { bucketObjectsOptions, type ResourceQuestion } from "#lib/access/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import { LivePicker } from "./live-picker.tsx";

type Props = {
  /** Undefined while no bucket is chosen: then a key is typed. */
  question: ResourceQuestion | undefined;
  value: string;
  onChange: (key: string) => void;
};

/** A key of the chosen bucket: found by its beginning, or typed where it will be there only later. */
export function ObjectPicker({ question, value, onChange }: Props) {
  const t = useTranslations("launch");
  const wordsOf = useFailureWords();
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(false);
  const { data, error } = useQuery({
    ...bucketObjectsOptions(
      question ?? { project: "", clusterId: "", namespaceId: "", resourceId: "" },
      useDebounced(search, 200),
    ),
    enabled: opened && question !== undefined,
    placeholderData: keepPreviousData,
  });
  const nothing = error instanceof ReadError ? wordsOf(error.failure) : t("noObject");
  return (
    <LivePicker
      value={value}
      onValueChange={onChange}
      found={
        error || !question
          ? []
          : data?.map(({ key, sizeBytes, lastModified }) => ({
              value: key,
              detail: (
                <>
                  <Bytes value={sizeBytes} />
                  {lastModified && <RelativeTime at={lastModified} className="ml-2" />}
                </>
              ),
            }))
      }
      search={search}
      onSearch={setSearch}
      onOpen={() => setOpened(true)}
      searchLabel={t("searchObjects")}
      placeholder={t("chooseFile")}
      note={question ? nothing : t("fileWithoutBucket")}
      typedLabel={(key) => t("useTyped", { key })}
    />
  );
}
