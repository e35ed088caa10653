import type { XmlValue } from "../xml.ts";
import { compareUtf8, type ObjectVersion } from "./bucket.ts";
import { listContext, listOptions, listPage } from "./listing.ts";
import { allow, findBucket, type S3Call, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html: by key, then newest first. */
export function listObjectVersions(call: S3Call) {
  const { request } = call;
  const bucket = findBucket(call);
  allow(call, { action: "s3:ListBucketVersions", bucket, context: listContext(call) });
  const options = listOptions(call);
  const { encode, maxKeys } = options;
  const keyMarker = request.param("key-marker") ?? "";
  const versionMarker = request.param("version-id-marker");

  const open = versionMarker ? after(bucket.objects.get(keyMarker) ?? [], versionMarker) : [];
  const page = listPage(bucket, options, keyMarker, () => true);
  const rows: ObjectVersion[] = [...open, ...page.keys.flatMap((key) => bucket.objects.get(key) ?? [])];
  const shown = rows.slice(0, Math.max(0, maxKeys - page.commonPrefixes.length));
  const last = shown.at(-1);
  const cut = shown.length < rows.length;
  // What sorts after the last row of a page that is cut belongs to the next one.
  const prefixes = page.commonPrefixes.filter((each) => !cut || !last || compareUtf8(each, last.key) < 0);

  const rest: Record<string, XmlValue> = {};
  if (cut && last) Object.assign(rest, { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.versionId });
  else if (page.truncated) Object.assign(rest, { NextKeyMarker: encode(page.last) });
  const row = (version: ObjectVersion) => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: bucket.objects.get(version.key)?.[0] === version,
    LastModified: new Date(version.modifiedAt),
    ...(version.deleteMarker ? {} : { ETag: `"${version.etag}"`, Size: version.sizeBytes, StorageClass: "STANDARD" }),
    Owner: { ID: bucket.settings.account },
  });
  sendXml(call, "ListVersionsResult", {
    Name: call.bucketName,
    Prefix: encode(options.prefix),
    Delimiter: options.delimiter ? encode(options.delimiter) : undefined,
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker,
    MaxKeys: maxKeys,
    EncodingType: request.param("encoding-type"),
    IsTruncated: cut || page.truncated,
    ...rest,
    Version: shown.filter(({ deleteMarker }) => !deleteMarker).map(row),
    DeleteMarker: shown.filter(({ deleteMarker }) => deleteMarker).map(row),
    CommonPrefixes: prefixes.map((each) => ({ Prefix: encode(each) })),
  });
}

function after(versions: ObjectVersion[], versionId: string): ObjectVersion[] {
  const at = versions.findIndex((each) => each.versionId === versionId);
  return at === -1 ? [] : versions.slice(at + 1);
}
