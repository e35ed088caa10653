"use client";
import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";

type Props = {
  title?: ReactNode;
  /** Why, in words. */
  text: ReactNode;
  /** The button that asks for what is missing, already filled in. */
  action?: ReactNode;
};

/** Why a person may not see or do this, and the way to it. */
export function Denied({ title, text, action }: Props) {
  const t = useTranslations("states");
  return <EmptyState icon={<Lock />} title={title ?? t("deniedTitle")} text={text} action={action} />;
}
