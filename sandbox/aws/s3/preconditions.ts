import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import { type Bucket, latest, type ObjectVersion } from "./bucket.ts";

const failed = (Condition: string) =>
  new AwsError(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    Condition,
  });

/** If-None-Match: * and If-Match of a write: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWriteConditions(request: AwsRequest, bucket: Bucket, key: string) {
  const newest = latest(bucket, key);
  const current = newest?.deleteMarker ? undefined : newest;
  if (request.header("if-none-match") === "*" && current) throw failed("If-None-Match");
  const wanted = request.header("if-match");
  if (wanted === undefined) return;
  if (!current) throw new AwsError(404, "NoSuchKey", "The specified key does not exist.", { Key: key });
  if (unquote(wanted) !== current.etag) throw failed("If-Match");
}

/**
 * The four conditional headers of a read, with S3's precedence: a matching If-Match wins over If-Unmodified-Since, a failing
 * If-None-Match over If-Modified-Since. `prefix` is `x-amz-copy-source-` for the source of a copy, where 304 becomes 412.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function checkReadConditions(request: AwsRequest, version: ObjectVersion, prefix = "") {
  const header = (name: string) => request.header(prefix + name);
  const ifMatch = header("if-match");
  const ifNoneMatch = header("if-none-match");
  const modified = Math.floor(version.modifiedAt / 1000) * 1000;
  const since = Date.parse(header("if-modified-since") ?? "");
  const unmodified = Date.parse(header("if-unmodified-since") ?? "");

  if (ifMatch !== undefined && !matches(ifMatch, version)) throw failed("If-Match");
  if (ifMatch === undefined && modified > unmodified) throw failed("If-Unmodified-Since");
  const seen = ifNoneMatch === undefined ? modified <= since : matches(ifNoneMatch, version);
  if (!seen) return;
  if (prefix) throw failed(ifNoneMatch === undefined ? "If-Modified-Since" : "If-None-Match");
  throw new AwsError(304, "NotModified", "Not Modified", {}, { ETag: `"${version.etag}"` });
}

function matches(list: string, version: ObjectVersion): boolean {
  return list.split(",").some((each) => each.trim() === "*" || unquote(each.trim()) === version.etag);
}

function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1");
}
