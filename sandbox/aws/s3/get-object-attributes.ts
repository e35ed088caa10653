import { AwsError } from "../aws-error.ts";
import { checksumElement } from "../signing/checksum.ts";
import type { XmlValue } from "../xml.ts";
import { findVersion } from "./find-version.ts";
import { allow, findBucket, type S3Call, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html, of the parts only their number. */
export function getObjectAttributes(call: S3Call) {
  const bucket = findBucket(call);
  const versionId = call.request.param("versionId");
  allow(call, {
    action: versionId === undefined ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes",
    bucket,
    key: call.key,
  });
  const version = findVersion(call, bucket);
  const asked = (call.request.header("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  if (!asked[0])
    throw new AwsError(400, "InvalidArgument", "Invalid attribute name specified.", {
      ArgumentName: "x-amz-object-attributes",
    });
  const { checksum } = version;
  const all: Record<string, XmlValue> = {
    ETag: version.etag,
    Checksum: checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type },
    ObjectParts: version.multipart ? { PartsCount: version.blobs.length } : undefined,
    StorageClass: "STANDARD",
    ObjectSize: version.sizeBytes,
  };
  call.response.setHeader("Last-Modified", new Date(version.modifiedAt).toUTCString());
  if (bucket.settings.versioning) call.response.setHeader("x-amz-version-id", version.versionId);
  sendXml(
    call,
    "GetObjectAttributesResponse",
    Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name))),
  );
}
