import type { KeyboardEvent } from "react";

const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Moves the focus to the first link or control of the next or previous row, as J, K and the arrows ask. */
export const moveBetweenRows = (event: KeyboardEvent<HTMLElement>) => {
  const step = steps[event.key];
  if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
  if ((event.target as Element).matches("input, textarea, select")) return;
  const rows = [...event.currentTarget.querySelectorAll("tbody tr")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? 0 : at + step];
  const control = next?.querySelector<HTMLElement>("a") ?? next?.querySelector<HTMLElement>("button, [tabindex='0']");
  if (!control) return;
  event.preventDefault();
  control.focus();
};
