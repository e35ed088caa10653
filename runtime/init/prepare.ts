import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureCredentials, s3Client, secretsManagerClient } from "./aws-clients.ts";
import type { FileReference, InitDocument, SecretReference } from "./document.ts";
import { downloadFile } from "./download-file.ts";
import { type ReadSecret, readFromSecretsManager } from "./secrets-manager.ts";
import type { Session } from "./session.ts";
import { checkFilePaths, checkSecretFiles, partialFolder } from "./targets.ts";
import { loginToVault, readFromVault } from "./vault.ts";
import { formatBytes, formatSeconds } from "./wording.ts";
import { writeSecret } from "./write-secret.ts";

const filesAtOnce = 4;

/** Puts every secret and file of the document in place, secrets first: they are quick and most often refused. */
export async function prepare(document: InitDocument, session: Session): Promise<void> {
  checkFilePaths(document.files.map((file) => file.path));
  checkSecretFiles(document.secrets.map((secret) => secret.file));
  await fetchSecrets(document, session);
  await fetchFiles(document, session);
}

async function fetchSecrets(document: InitDocument, session: Session): Promise<void> {
  if (document.secrets.length === 0) return;
  await mkdir(document.secretsDir, { recursive: true });
  const readers = {
    vault: lazily(() => vaultReader(document, session)),
    "secrets-manager": lazily(() => secretsManagerReader(document, session)),
  };
  for (const secret of document.secrets) {
    const read = await readers[secret.store]();
    const { value, version } = await read(secret);
    const path = await writeSecret(document.secretsDir, secret.file, value);
    session.say(`secret ${secret.id} version ${shortVersion(version)} -> ${path}`);
  }
}

type Reader = (secret: SecretReference) => Promise<ReadSecret>;

async function vaultReader({ vault }: InitDocument, session: Session): Promise<Reader> {
  if (!vault) throw new Error("the document was checked to have vault");
  const token = await loginToVault(vault, session);
  return (secret) => readFromVault(vault, token, secret, session);
}

async function secretsManagerReader({ secretsManager }: InitDocument, session: Session): Promise<Reader> {
  if (!secretsManager) throw new Error("the document was checked to have secretsManager");
  const client = secretsManagerClient(secretsManager);
  await ensureCredentials(client, session);
  return (secret) => readFromSecretsManager(client, secret, session);
}

async function fetchFiles({ files, filesDir, s3 }: InitDocument, session: Session): Promise<void> {
  if (files.length === 0 || !s3) return;
  const partials = join(filesDir, partialFolder);
  await rm(partials, { recursive: true, force: true }); // what a killed attempt left
  await mkdir(partials, { recursive: true });
  const source = { client: s3Client(s3), s3 };
  await ensureCredentials(source.client, session);

  const queue = files.entries();
  const work = async () => {
    for (const [index, file] of queue) {
      const startedAt = performance.now();
      const done = await downloadFile(file, String(index), filesDir, source, session);
      session.say(describeFile(file, done, performance.now() - startedAt));
    }
  };
  await Promise.all(Array.from({ length: Math.min(filesAtOnce, files.length) }, work));
  await rm(partials, { recursive: true, force: true });
}

function describeFile(file: FileReference, done: Awaited<ReturnType<typeof downloadFile>>, tookMs: number): string {
  const version = done.versionId ? ` version ${done.versionId}` : "";
  return `file ${file.key}${version} ${formatBytes(done.sizeBytes)} ${done.checkedBy} ok ${formatSeconds(tookMs)}`;
}

/** A Secrets Manager version id is a UUID; its first eight digits tell versions apart in a log. */
function shortVersion(version: string): string {
  return version.length > 12 ? `${version.slice(0, 8)}…` : version;
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
