"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChangeDialog } from "#components/shared/change-dialog.tsx";
import { cn } from "#components/ui/cn.ts";
import { SearchInput } from "#components/ui/search-input.tsx";
import { samePerson } from "#lib/auth/actions.ts";
import { type UserRow, usersOptions } from "#lib/auth/user-client.ts";
import { useUserChange } from "./use-user-change.ts";

/** Finds the other account of a person. */
export function PickSamePerson({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations("users");
  const [search, setSearch] = useState(user.name === user.login ? "" : user.name);
  const [other, setOther] = useState<UserRow>();
  const question = { search, sort: null, page: 1, state: null, platformRole: null };
  const { data } = useQuery({ ...usersOptions(question), placeholderData: keepPreviousData });
  const found = (data?.rows ?? []).filter(({ id, login }) => id !== user.id && !user.samePersonAs.includes(login));
  const { id: userId, login } = user;
  const change = useUserChange(
    () => samePerson({ userId, otherUserId: other?.id ?? "" }),
    t("samePersonDone", { login, other: other?.login ?? "" }),
    onClose,
  );
  return (
    <ChangeDialog
      title={t("samePersonTitle", { login })}
      text={t("samePersonText")}
      verb={t("samePersonVerb")}
      mayDo={other !== undefined}
      change={change}
      onClose={onClose}
    >
      <SearchInput label={t("search")} value={search} onValueChange={setSearch} className="w-full" />
      <fieldset className="max-h-56 overflow-y-auto">
        <legend className="sr-only">{t("otherAccount")}</legend>
        {found.slice(0, 20).map((each) => (
          <label
            key={each.id}
            className={cn(
              "flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 hover:bg-sunken",
              other?.id === each.id && "bg-accent-soft",
            )}
          >
            <input
              type="radio"
              name="other"
              className="accent-accent"
              checked={other?.id === each.id}
              onChange={() => setOther(each)}
            />
            <span className="font-mono text-sm">{each.login}</span>
            {each.name !== each.login && <span className="truncate text-muted">{each.name}</span>}
          </label>
        ))}
        {data && found.length === 0 && <p className="px-2 py-3 text-muted">{t("noMatchTitle")}</p>}
      </fieldset>
    </ChangeDialog>
  );
}
