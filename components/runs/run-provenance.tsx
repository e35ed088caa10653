"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Bytes } from "#components/shared/bytes.tsx";
import { Section } from "#components/shared/section.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Table, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { RunView } from "#lib/runs/client.ts";

/** What a run really used: digests and versions, never a value. */
export function RunProvenance({ run, attempt }: { run: RunView; attempt: number }) {
  const t = useTranslations("run.provenance");
  const { provenance } = run;
  const tried = run.attempts.find(({ number }) => number === attempt);
  return (
    <div className="max-w-7xl">
      <Section title={t("identity")}>
        <Facts
          facts={[
            [t("serviceAccount"), <Mono key="sa">{run.serviceAccount}</Mono>],
            run.roleArn && [t("role"), <Mono key="role">{run.roleArn}</Mono>],
            [t("jobVersion"), run.version],
            tried && [t("batchJob"), <Mono key="job">{tried.batchJobName}</Mono>],
            tried?.podName && [t("pod"), <Mono key="pod">{tried.podName}</Mono>],
          ]}
        />
      </Section>
      <Section title={t("arguments")}>
        {run.choices.args.length > 0 ? (
          <Mono value={run.choices.args.join(" ")}>{run.choices.args.join(" ")}</Mono>
        ) : (
          <p className="text-muted">{t("noArguments")}</p>
        )}
      </Section>
      {provenance ? (
        <>
          <Section title={t("image")}>
            <Facts
              facts={[
                [t("reference"), <Mono key="ref">{provenance.image.reference}</Mono>],
                [t("digest"), <Mono key="digest">{provenance.image.digest}</Mono>],
                [t("initImage"), <Mono key="init">{provenance.initImage.digest}</Mono>],
              ]}
            />
          </Section>
          <Files files={provenance.files} />
          <Secrets secrets={provenance.secrets} />
        </>
      ) : (
        <EmptyState title={t("image")} text={t("pending")} />
      )}
    </div>
  );
}

type Fact = [string, ReactNode];

function Facts({ facts }: { facts: (Fact | null | undefined | "" | false)[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1.5 sm:grid-cols-[10rem_1fr]">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]} className="contents">
              <dt className="text-muted">{fact[0]}</dt>
              <dd className="min-w-0 max-sm:mb-1.5">{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

type Provenance = NonNullable<RunView["provenance"]>;

function Files({ files }: Pick<Provenance, "files">) {
  const t = useTranslations("run.provenance");
  if (files.length === 0)
    return (
      <Section title={t("files")}>
        <p className="text-muted">{t("noFiles")}</p>
      </Section>
    );
  return (
    <Section title={t("files")}>
      <Table label={t("files")}>
        <TableHead>
          <TableHeader>{t("key")}</TableHeader>
          <TableHeader>{t("bucket")}</TableHeader>
          <TableHeader>{t("objectVersion")}</TableHeader>
          <TableHeader className="text-right">{t("size")}</TableHeader>
          <TableHeader>{t("sha256")}</TableHeader>
          <TableHeader>{t("path")}</TableHeader>
        </TableHead>
        <tbody>
          {files.map((file) => (
            <TableRow key={file.path}>
              <TableCell>
                <Mono>{file.key}</Mono>
              </TableCell>
              <TableCell>
                <Mono>{file.bucket}</Mono>
              </TableCell>
              <TableCell>{file.versionId ? <Mono>{file.versionId}</Mono> : t("notVersioned")}</TableCell>
              <TableCell numeric>
                <Bytes value={file.sizeBytes} />
              </TableCell>
              <TableCell>{file.sha256 && <Mono value={file.sha256}>{`${file.sha256.slice(0, 10)}…`}</Mono>}</TableCell>
              <TableCell>
                <Mono copy={false}>{file.path}</Mono>
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function Secrets({ secrets }: Pick<Provenance, "secrets">) {
  const t = useTranslations("run.provenance");
  if (secrets.length === 0)
    return (
      <Section title={t("secrets")}>
        <p className="text-muted">{t("noSecrets")}</p>
      </Section>
    );
  return (
    <Section title={t("secrets")}>
      <Table label={t("secrets")}>
        <TableHead>
          <TableHeader>{t("secret")}</TableHeader>
          <TableHeader>{t("store")}</TableHeader>
          <TableHeader>{t("secretVersion")}</TableHeader>
          <TableHeader>{t("path")}</TableHeader>
        </TableHead>
        <tbody>
          {secrets.map((secret) => (
            <TableRow key={secret.file}>
              <TableCell>
                <Mono>{secret.id}</Mono>
              </TableCell>
              <TableCell>{t(secret.store)}</TableCell>
              <TableCell>
                <Mono>{secret.versionId}</Mono>
              </TableCell>
              <TableCell>
                <Mono copy={false}>{secret.file}</Mono>
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
