"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** The name of a cluster type in words; of one that this page does not know, its key. */
export function useTypeName(): (type: string) => string {
  const t = useTranslations("clusters.type");
  return useCallback(
    (type) => {
      if (type === "datacenter" || type === "eks") return t(type);
      return type === "eks-restricted" ? t("eksRestricted") : type;
    },
    [t],
  );
}
