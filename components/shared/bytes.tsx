"use client";
import { useFormatter } from "next-intl";
import { byteParts } from "./byte-parts.ts";

/** A size, in decimal units as S3 and browsers show it; `binary` in the units Kubernetes uses for memory. */
export function Bytes({ value, binary = false }: { value: number; binary?: boolean }) {
  const format = useFormatter();
  const { amount, unit } = byteParts(value, binary);
  const digits = unit === "B" || amount >= 100 ? 0 : 1;
  return (
    <span className="whitespace-nowrap" title={`${format.number(value)} B`}>
      {format.number(amount, { maximumFractionDigits: digits })} {unit}
    </span>
  );
}
