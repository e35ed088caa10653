"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";

const everyMs = 10_000;

/** Tells a screen reader now and then how many lines came, rather than reading out each. */
export function LogAnnouncer({ count, live }: { count: number; live: boolean }) {
  const t = useTranslations("log");
  const [fresh, setFresh] = useState(0);
  const latest = useRef(count);
  useEffect(() => {
    latest.current = count;
  }, [count]);
  useEffect(() => {
    if (!live) return;
    let told = latest.current;
    const timer = setInterval(() => {
      setFresh(latest.current - told);
      told = latest.current;
    }, everyMs);
    return () => clearInterval(timer);
  }, [live]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {live && fresh > 0 ? t("newLines", { count: fresh }) : ""}
    </p>
  );
}
