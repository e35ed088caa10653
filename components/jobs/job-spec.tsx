"use client";
import { useTranslations } from "next-intl";
import { Fact, Facts } from "#components/shared/facts.tsx";
import { Section } from "#components/shared/section.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { PodJobSpec } from "#lib/jobs/schema.ts";
import type { PythonSpec } from "#lib/jobs/types/python.ts";

type AnySpec = PodJobSpec & { program?: PythonSpec["program"]; command?: string[] };

/** A job's newest version, readable: what runs, what it needs, its size and where its pod may be placed. */
export function JobSpec({ type, spec: given }: { type: string; spec: Record<string, unknown> }) {
  const t = useTranslations("jobs.page");
  const spec = given as unknown as AnySpec;
  const { program, resources } = spec;
  return (
    <>
      <Section title={t("what")}>
        <Facts>
          <Fact name={t("image")}>
            <Mono>{`${spec.image.repository}:${spec.image.tag}`}</Mono>
          </Fact>
          {type === "container" && (
            <Fact name={t("command")}>{spec.command ? <Words words={spec.command} /> : t("imageCommand")}</Fact>
          )}
          {program && (
            <Fact name={t("program")}>
              {program.kind === "file" ? (
                <>
                  {t("attached")} <Mono>{program.path}</Mono>
                </>
              ) : (
                t("inline")
              )}
            </Fact>
          )}
          <Fact name={t("arguments")}>{spec.args.length > 0 ? <Words words={spec.args} /> : t("none")}</Fact>
          <Fact name={t("variables")}>
            {spec.env.length > 0 ? <Words words={spec.env.map(({ name, value }) => `${name}=${value}`)} /> : t("none")}
          </Fact>
        </Facts>
        {program?.kind === "inline" && (
          <div className="relative mt-3 rounded-md border border-line bg-sunken">
            <CopyButton text={program.code} className="absolute top-2 right-2 size-7" />
            <section
              aria-label={t("program")}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1).
              tabIndex={0}
              className="max-h-96 overflow-auto p-3"
            >
              <pre className="font-mono text-sm">{program.code}</pre>
            </section>
          </div>
        )}
      </Section>
      <Section title={t("files")}>
        {spec.files.length === 0 ? (
          <p className="text-muted">{t("noFiles")}</p>
        ) : (
          <Table label={t("files")}>
            <TableHead>
              <TableHeader>{t("key")}</TableHeader>
              <TableHeader>{t("inPod")}</TableHeader>
            </TableHead>
            <tbody>
              {spec.files.map((file) => (
                <TableRow key={file.path}>
                  <TableCell>
                    <Mono>{file.key}</Mono>
                  </TableCell>
                  <TableCell>
                    <Mono>{`/slipway/files/${file.path}`}</Mono>
                  </TableCell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        )}
      </Section>
      <Section title={t("secrets")}>
        {spec.secrets.length === 0 ? (
          <p className="text-muted">{t("noSecrets")}</p>
        ) : (
          <Table label={t("secrets")}>
            <TableHead>
              <TableHeader>{t("secret")}</TableHeader>
              <TableHeader>{t("inPod")}</TableHeader>
              <TableHeader>{t("variable")}</TableHeader>
            </TableHead>
            <tbody>
              {spec.secrets.map((secret) => (
                <TableRow key={secret.file}>
                  <TableCell>
                    <Mono>{secret.key ? `${secret.name}#${secret.key}` : secret.name}</Mono>
                  </TableCell>
                  <TableCell>
                    <Mono>{`/slipway/secrets/${secret.file}`}</Mono>
                  </TableCell>
                  <TableCell>
                    <Mono>{secret.env}</Mono>
                  </TableCell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        )}
      </Section>
      <Section title={t("size")}>
        <Facts>
          <Fact name={t("cpu")}>
            {t("cores", {
              request: String(resources.cpuRequestMillis / 1000),
              limit: String(resources.cpuLimitMillis / 1000),
            })}
          </Fact>
          <Fact name={t("memory")}>
            {t("mebibytes", {
              request: String(resources.memoryRequestMiB),
              limit: String(resources.memoryLimitMiB),
            })}
          </Fact>
          <Fact name={t("deadline")}>{t("minutes", { count: spec.deadlineMinutes })}</Fact>
          <Fact name={t("retries")}>{t("times", { count: spec.retries })}</Fact>
          <PodFacts pod={spec.pod} />
        </Facts>
      </Section>
    </>
  );
}

/** Only what was chosen: an empty option says nothing. */
function PodFacts({ pod }: Pick<PodJobSpec, "pod">) {
  const t = useTranslations("jobs.page");
  const facts: [string, string[]][] = [
    [t("nodeSelector"), Object.entries(pod.nodeSelector).map(([key, value]) => `${key}=${value}`)],
    [
      t("tolerations"),
      pod.tolerations.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ""}${effect ? `:${effect}` : ""}`),
    ],
    [t("pullSecrets"), pod.pullSecrets],
    [t("volumes"), pod.volumes.map(({ kind, mountPath, sizeMiB }) => `${mountPath} (${kind}, ${sizeMiB} MiB)`)],
  ];
  return facts
    .filter(([, words]) => words.length > 0)
    .map(([name, words]) => (
      <Fact key={name} name={name}>
        <Words words={words} />
      </Fact>
    ));
}

const Words = ({ words }: { words: readonly string[] }) => (
  <span className="flex flex-wrap gap-1.5">
    {words.map((word, index) => (
      <code
        // biome-ignore lint/suspicious/noArrayIndexKey: words may repeat.
        key={index}
        className="whitespace-pre-wrap break-all rounded-sm border border-line bg-sunken px-1 font-mono text-sm"
      >
        {word}
      </code>
    ))}
  </span>
);
