"use client";
import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useTransition } from "react";
import { usePaletteActions } from "#components/frame/palette-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.ts";
import { rerun } from "#lib/runs/actions.ts";
import type { RunView } from "#lib/runs/client.ts";
import { runHref } from "./run-href.ts";

/** One key a click, so that a click that is sent twice launches once. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

/** Runs it again: with what the names mean now, or with exactly what was used. */
export function RerunMenu({ run }: { run: RunView }) {
  const t = useTranslations("run");
  const router = useRouter();
  const [pending, start] = useTransition();
  const { id: runId, project, mayLaunch } = run;
  const hasStarted = run.provenance !== null;
  const launch = useCallback(
    (exactly: boolean) => {
      const idempotencyKey = newKey();
      start(async () => {
        const result = await rerun({ runId, exactly, idempotencyKey });
        if (!result.ok) return toast.error(t("launchFailed"), { description: result.error.message });
        toast.success(t("launched"));
        router.push(runHref(project, result.data.runId));
      });
    },
    [runId, project, t, router],
  );
  const offered = useMemo(() => {
    const again = { id: "rerun", label: t("rerun"), run: () => launch(false) };
    const exactly = { id: "rerun-exactly", label: t("rerunExactly"), run: () => launch(true) };
    return mayLaunch ? [again, ...(hasStarted ? [exactly] : [])] : [];
  }, [t, launch, mayLaunch, hasStarted]);
  usePaletteActions(offered);
  const denied = mayLaunch ? undefined : t("mayNotLaunch");
  return (
    <Menu
      align="end"
      className="max-w-80"
      trigger={
        <Button pending={pending}>
          {t("rerun")}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={() => launch(false)} {...(denied ? { disabledReason: denied } : {})}>
        <span className="w-full font-medium">{t("rerun")}</span>
        {!denied && <span className="text-muted text-sm">{t("rerunHint")}</span>}
      </MenuItem>
      <MenuItem
        onSelect={() => launch(true)}
        {...(denied ? { disabledReason: denied } : hasStarted ? {} : { disabledReason: t("neverStarted") })}
      >
        <span className="w-full font-medium">{t("rerunExactly")}</span>
        {!denied && hasStarted && <span className="text-muted text-sm">{t("rerunExactlyHint")}</span>}
      </MenuItem>
    </Menu>
  );
}
