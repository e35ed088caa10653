"use client";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { type YamlToken, yamlTokens } from "./yaml-tokens.ts";

const colours: Record<NonNullable<YamlToken["kind"]>, string> = {
  key: "text-accent",
  string: "text-good",
  number: "text-run",
  comment: "text-faint",
  mark: "text-muted",
};

/** YAML to read and copy, exactly as it is sent. */
export function YamlView({ yaml, label, className }: { yaml: string; label?: string; className?: string }) {
  const t = useTranslations("yaml");
  return (
    <div className={cn("relative rounded-md border border-line bg-sunken", className)}>
      <CopyButton text={yaml} label={t("copy")} className="absolute top-2 right-2 size-7" />
      <section
        aria-label={label ?? t("label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
        tabIndex={0}
        className="overflow-auto p-3"
      >
        <pre className="font-mono text-sm">
          {yaml.split("\n").map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change have no other identity.
            <span key={at} className="block min-h-[1lh]">
              {yamlTokens(line).map(({ text, kind }, part) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                <span key={part} className={kind && colours[kind]}>
                  {text}
                </span>
              ))}
            </span>
          ))}
        </pre>
      </section>
    </div>
  );
}
