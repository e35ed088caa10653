"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type Change, useChange } from "#components/shared/use-change.ts";
import { toast } from "#components/ui/toast.ts";
import type { Result } from "#lib/platform/result.ts";

/** A change of accounts: it says that it is `done`, and brings the lists up to date where it was made. */
export function useUserChange(change: () => Promise<Result<unknown>>, done: string, onDone: () => void): Change {
  const client = useQueryClient();
  return useChange(change, async () => {
    await client.invalidateQueries({ queryKey: ["admin"] });
    toast.success(done);
    onDone();
  });
}
