"use client";
import type { UserRow } from "#lib/auth/user-client.ts";
import { ConfirmChange, type ConfirmKind } from "./confirm-change.tsx";
import { NewPassword } from "./new-password.tsx";
import { NewRole } from "./new-role.tsx";
import { PickSamePerson } from "./pick-same-person.tsx";

export type UserTask = { kind: ConfirmKind | "role" | "password" | "same-person"; user: UserRow };

/** The question or form for what was chosen in an account's menu. */
export function UserDialog({ task: { kind, user }, onClose }: { task: UserTask; onClose: () => void }) {
  if (kind === "role") return <NewRole user={user} onClose={onClose} />;
  if (kind === "password") return <NewPassword user={user} onClose={onClose} />;
  if (kind === "same-person") return <PickSamePerson user={user} onClose={onClose} />;
  return <ConfirmChange kind={kind} user={user} onClose={onClose} />;
}
