import { AwsError } from "../aws-error.ts";

/** First and last byte, both included. */
export type ByteRange = { start: number; end: number };

/**
 * One range of RFC 9110 §14; a header of several or of another form is ignored, as S3 does.
 * Throws InvalidRange when nothing of it lies in the object.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (!first && !last)) return undefined;
  if (first && last && Number(last) < Number(first)) return undefined;
  const start = first ? Number(first) : Math.max(0, sizeBytes - Number(last));
  const end = first && last ? Math.min(Number(last), sizeBytes - 1) : sizeBytes - 1;
  if (start < sizeBytes && start <= end) return { start, end };
  throw new AwsError(
    416,
    "InvalidRange",
    "The requested range is not satisfiable",
    { RangeRequested: header ?? "", ActualObjectSize: String(sizeBytes) },
    { "Content-Range": `bytes */${sizeBytes}` },
  );
}
