"use client";
import { useTranslations } from "next-intl";
import { Bytes } from "#components/shared/bytes.tsx";
import { Fact, Facts } from "#components/shared/facts.tsx";
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
        <Facts>
          <Fact name={t("serviceAccount")}>
            <Mono>{run.serviceAccount}</Mono>
          </Fact>
          {run.roleArn && (
            <Fact name={t("role")}>
              <Mono>{run.roleArn}</Mono>
            </Fact>
          )}
          <Fact name={t("jobVersion")}>{run.version}</Fact>
          {tried && (
            <Fact name={t("batchJob")}>
              <Mono>{tried.batchJobName}</Mono>
            </Fact>
          )}
          {tried?.podName && (
            <Fact name={t("pod")}>
              <Mono>{tried.podName}</Mono>
            </Fact>
          )}
        </Facts>
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
            <Facts>
              <Fact name={t("reference")}>
                <Mono>{provenance.image.reference}</Mono>
              </Fact>
              <Fact name={t("digest")}>
                <Mono>{provenance.image.digest}</Mono>
              </Fact>
              <Fact name={t("initImage")}>
                <Mono>{provenance.initImage.digest}</Mono>
              </Fact>
            </Facts>
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
