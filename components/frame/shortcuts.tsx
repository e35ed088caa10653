"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

const groups = [
  {
    title: "everywhere",
    keys: [
      ["palette", ["⌘ K", "Ctrl K"]],
      ["help", ["?"]],
      ["close", ["Esc"]],
    ],
  },
  {
    title: "lists",
    keys: [
      ["next", ["J", "↓"]],
      ["previous", ["K", "↑"]],
    ],
  },
  {
    title: "requests",
    keys: [
      ["approve", ["A"]],
      ["reject", ["R"]],
      ["select", ["X"]],
      ["find", ["/"]],
    ],
  },
  {
    title: "logs",
    keys: [
      ["find", ["/"]],
      ["follow", ["F"]],
      ["wrap", ["W"]],
      ["firstError", ["E"]],
      ["ends", ["Home", "End"]],
    ],
  },
] as const;

/** The list that `?` opens. */
export function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("shortcuts");
  return (
    <Dialog title={t("title")} size="sm" open={open} onOpenChange={onOpenChange}>
      <div className="flex flex-col gap-4">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3 className="pb-1 text-muted text-sm">{t(title)}</h3>
            <dl>
              {keys.map(([name, combinations]) => (
                <div key={name} className="flex h-8 items-center justify-between border-line border-t">
                  <dt>{t(name)}</dt>
                  <dd className="flex gap-1 text-muted">
                    {combinations.map((combination) => (
                      <Kbd key={combination}>{combination}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
