"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { toast } from "#components/ui/toast.ts";
import type { Failure, Result } from "#lib/platform/result.ts";

/** Runs a change, keeps why it was refused, and brings the lists up to date where it was made. */
export function useChange(onDone: () => void) {
  const t = useTranslations("users");
  const client = useQueryClient();
  const [error, setError] = useState<Failure>();
  const [pending, start] = useTransition();
  const change = (run: () => Promise<Result<unknown>>, done: string) =>
    start(async () => {
      setError(undefined);
      const result = await run().catch(() => undefined);
      if (!result) return toast.error(t("unreachable"));
      if (!result.ok) return setError(result.error);
      await client.invalidateQueries({ queryKey: ["admin"] });
      toast.success(done);
      onDone();
    });
  return { change, pending, error };
}
