import { AwsError } from "../aws-error.ts";
import { type Bucket, latest } from "./bucket.ts";
import { type ListOptions, listContext, listOptions, listPage, type Page } from "./listing.ts";
import { allow, findBucket, type S3Call, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(call: S3Call) {
  const { request } = call;
  const bucket = findBucket(call);
  allow(call, { action: "s3:ListBucket", bucket, context: listContext(call) });
  const options = listOptions(call);
  const token = request.param("continuation-token");
  const startAfter = request.param("start-after");
  const page = currentPage(bucket, options, token === undefined ? (startAfter ?? "") : readToken(token));
  sendXml(call, "ListBucketResult", {
    ...described(call, options, page),
    KeyCount: page.keys.length + page.commonPrefixes.length,
    ContinuationToken: token,
    NextContinuationToken: page.truncated ? Buffer.from(page.last).toString("base64") : undefined,
    StartAfter: startAfter === undefined ? undefined : options.encode(startAfter),
    ...contents(call, bucket, options, page, request.param("fetch-owner") === "true"),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export function listObjects(call: S3Call) {
  const bucket = findBucket(call);
  allow(call, { action: "s3:ListBucket", bucket, context: listContext(call) });
  const options = listOptions(call);
  const marker = call.request.param("marker") ?? "";
  const page = currentPage(bucket, options, marker);
  sendXml(call, "ListBucketResult", {
    ...described(call, options, page),
    Marker: options.encode(marker),
    NextMarker: page.truncated && options.delimiter ? options.encode(page.last) : undefined,
    ...contents(call, bucket, options, page, true),
  });
}

function currentPage(bucket: Bucket, options: ListOptions, after: string): Page {
  return listPage(bucket, options, after, ([newest]) => newest !== undefined && !newest.deleteMarker);
}

function described(call: S3Call, { prefix, delimiter, maxKeys, encode }: ListOptions, page: Page) {
  return {
    Name: call.bucketName,
    Prefix: encode(prefix),
    Delimiter: delimiter ? encode(delimiter) : undefined,
    MaxKeys: maxKeys,
    EncodingType: call.request.param("encoding-type"),
    IsTruncated: page.truncated,
  };
}

function contents(call: S3Call, bucket: Bucket, { encode }: ListOptions, page: Page, withOwner: boolean) {
  const { account } = bucket.settings;
  const Owner = withOwner ? { ID: account, DisplayName: call.cloud.world.get(account)?.name } : undefined;
  const Contents = page.keys.map((key) => {
    const version = latest(bucket, key);
    return {
      Key: encode(key),
      LastModified: new Date(version?.modifiedAt ?? 0),
      ETag: `"${version?.etag}"`,
      ChecksumAlgorithm: version?.checksum?.algorithm,
      ChecksumType: version?.checksum?.type,
      Size: version?.sizeBytes,
      StorageClass: "STANDARD",
      Owner,
    };
  });
  return { Contents, CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: encode(each) })) };
}

function readToken(token: string): string {
  const key = Buffer.from(token, "base64").toString();
  if (key && Buffer.from(key).toString("base64") === token) return key;
  throw new AwsError(400, "InvalidArgument", "The continuation token provided is incorrect", {
    ArgumentName: "continuation-token",
  });
}
