import { type FileHandle, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { isSummedBySdk, type RunningChecksum, runningChecksum } from "./body-checksum.ts";
import type { FileReference, InitDocument } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";
import { judgeFile } from "./file-error.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";
import { partialFolder, prepareTarget } from "./targets.ts";
import { formatBytes } from "./wording.ts";

const reportEveryMs = 10_000;

type Source = { client: S3Client; s3: NonNullable<InitDocument["s3"]> };

/** What is known of a download so far; a new attempt goes on from here. */
type Progress = {
  received: number;
  total?: number;
  etag?: string;
  versionId?: string;
  checksum?: RunningChecksum;
  /** The SDK sums this body itself, which it can only do over one whole answer. */
  summedBySdk?: boolean;
};

export type Downloaded = { sizeBytes: number; versionId: string | undefined; checkedBy: string };

/**
 * Streams one object to its path in constant memory. A broken stream goes on from the byte it broke at, of the same object
 * (If-Match). The file appears at its path only when size and checksum are right.
 */
export async function downloadFile(
  file: FileReference,
  partialName: string,
  filesDir: string,
  source: Source,
  session: Session,
): Promise<Downloaded> {
  const partial = join(filesDir, partialFolder, partialName);
  const handle = await open(partial, "wx", 0o644);
  const progress: Progress = { received: 0 };
  const report = setInterval(() => session.say(describeProgress(file, progress)), reportEveryMs);
  try {
    await persist(
      `downloading file ${file.key} from bucket ${file.bucket}`,
      session,
      () => fetchRest(file, source.client, handle, progress, session),
      (error) => judge(file, source, progress, session, error),
    );
  } finally {
    clearInterval(report);
    await handle.close();
  }
  const checkedBy = verify(file, progress);
  await rename(partial, await prepareTarget(filesDir, file.path));
  return { sizeBytes: progress.received, versionId: progress.versionId ?? file.versionId, checkedBy };
}

async function fetchRest(
  file: FileReference,
  client: S3Client,
  handle: FileHandle,
  progress: Progress,
  session: Session,
) {
  if (progress.summedBySdk) await restart(progress, handle);
  if (progress.received > 0 && progress.received === progress.total) return;
  const stalled = new AbortController();
  const signal = AbortSignal.any([session.signal, stalled.signal]);
  const answer = await client.send(request(file, progress), { abortSignal: signal });
  if (progress.received > 0 && !answer.ContentRange?.startsWith(`bytes ${progress.received}-`))
    await restart(progress, handle);
  if (progress.received === 0) begin(file, answer, progress);

  const body = addAbortSignal(signal, answer.Body as Readable);
  const watchdog = setTimeout(() => stalled.abort(), stallMs(session));
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      watchdog.refresh();
      await handle.writev([chunk], progress.received);
      progress.received += chunk.byteLength;
      progress.checksum?.update(chunk);
    }
  } finally {
    clearTimeout(watchdog);
  }
  if (progress.total !== undefined && progress.received < progress.total) throw new Error("aborted");
}

function request(file: FileReference, progress: Progress): GetObjectCommand {
  return new GetObjectCommand({
    Bucket: file.bucket,
    Key: file.key,
    VersionId: file.versionId ?? progress.versionId,
    ...(progress.received > 0
      ? { Range: `bytes=${progress.received}-`, IfMatch: progress.etag }
      : { ChecksumMode: file.sha256 ? undefined : "ENABLED" }),
  });
}

function begin(file: FileReference, answer: GetObjectCommandOutput, progress: Progress): void {
  if (file.sizeBytes !== undefined && answer.ContentLength !== undefined && answer.ContentLength !== file.sizeBytes) {
    throw wrongSize(file, answer.ContentLength);
  }
  progress.total = answer.ContentLength;
  progress.etag = answer.ETag;
  progress.versionId = answer.VersionId === "null" ? undefined : answer.VersionId;
  progress.checksum = runningChecksum(file.sha256, answer);
  progress.summedBySdk = !progress.checksum && isSummedBySdk(answer);
}

async function restart(progress: Progress, handle: FileHandle): Promise<void> {
  await handle.truncate(0);
  progress.received = 0;
  progress.summedBySdk = false;
}

function judge(file: FileReference, source: Source, progress: Progress, session: Session, error: unknown): Verdict {
  const at = progress.received > 0 ? ` after ${formatBytes(progress.received)}` : "";
  if (error instanceof Error && error.name === "AbortError")
    return { retry: `no data for ${stallMs(session) / 1000} s${at}` };
  const changed = error instanceof Error && (error.name === "PreconditionFailed" || error.name === "InvalidRange");
  if (changed && progress.received > 0) {
    progress.summedBySdk = true; // forces the next attempt to begin anew
    return { retry: "it changed while it was read" };
  }
  const verdict = judgeFile(file, source.s3, error);
  return "retry" in verdict ? { retry: verdict.retry + at } : verdict;
}

function verify(file: FileReference, { received, checksum, summedBySdk }: Progress): string {
  if (file.sizeBytes !== undefined && received !== file.sizeBytes) throw wrongSize(file, received);
  if (!checksum) return summedBySdk ? "checksum" : "size";
  const actual = checksum.digest();
  if (actual === checksum.expected) return checksum.name;
  const message = `file ${file.key} from bucket ${file.bucket} has ${checksum.name} ${actual}, not ${checksum.expected}`;
  throw new InitFailure("integrity", message);
}

function wrongSize(file: FileReference, sizeBytes: number): InitFailure {
  const message = `file ${file.key} from bucket ${file.bucket} has ${sizeBytes} bytes, not ${file.sizeBytes}`;
  return new InitFailure("integrity", message);
}

function describeProgress(file: FileReference, { received, total }: Progress): string {
  const whole = total === undefined ? "" : ` of ${formatBytes(total)}`;
  return `file ${file.key} ${formatBytes(received)}${whole} so far`;
}

function stallMs({ deadlineSeconds }: Session): number {
  return Math.min(20_000, deadlineSeconds * 250);
}
