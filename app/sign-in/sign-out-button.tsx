"use client";
import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { signOut } from "#lib/auth/sign-in-client.ts";

/** The last line of the account menu. */
export function SignOutButton() {
  const t = useTranslations("frame");
  const client = useQueryClient();
  const [pending, setPending] = useState(false);
  return (
    <button
      type="button"
      disabled={pending}
      className="flex h-7 w-full items-center gap-2 rounded-md px-2 text-muted hover:bg-sunken hover:text-ink"
      onClick={async () => {
        setPending(true);
        // The session ends while this page is still there: it asks nothing more.
        onlineManager.setOnline(false);
        await client.cancelQueries();
        await signOut().catch(() => undefined);
        // A whole new page: nothing that this one read stays in memory.
        window.location.assign("/sign-in");
      }}
    >
      <LogOut aria-hidden className="size-4" />
      {t("signOut")}
    </button>
  );
}
