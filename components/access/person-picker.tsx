"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LivePicker } from "#components/launch/live-picker.tsx";
import { useDebounced } from "#components/shared/use-debounced.ts";
import { useFailureWords } from "#components/shared/use-failure-words.ts";
import { ReadError } from "#lib/platform/read.ts";
import { type FoundUser, userSearchOptions } from "#lib/projects/member-client.ts";

type Props = { project: string; value: string; onChange: (person: FoundUser) => void };

/** Chooses one of the people who have an account, searched by the server. */
export function PersonPicker({ project, value, onChange }: Props) {
  const t = useTranslations("members");
  const wordsOf = useFailureWords();
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState(false);
  const { data, error } = useQuery({
    ...userSearchOptions(project, useDebounced(search, 200)),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  const detail = ({ login, name, role }: FoundUser) =>
    [...(name === login ? [] : [name]), ...(role ? [t(`role.${role}`)] : [])].join(" · ");
  return (
    <LivePicker
      value={value}
      onValueChange={(login) => {
        const person = data?.find((each) => each.login === login);
        if (person) onChange(person);
      }}
      found={error ? [] : data?.map((person) => ({ value: person.login, detail: detail(person) }))}
      search={search}
      onSearch={setSearch}
      onOpen={() => setOpened(true)}
      searchLabel={t("searchPeople")}
      placeholder={t("choosePersonHint")}
      note={error instanceof ReadError ? wordsOf(error.failure) : t("nobodyFound")}
    />
  );
}
