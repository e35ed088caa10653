import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { readDocument } from "../aws-request.ts";
import { readChunkedBody } from "../signing/chunked-body.ts";
import { sha256Hex } from "../signing/sigv4.ts";
import { childText, parseXml, type XmlElement, type XmlValue } from "../xml.ts";
import { removeObject } from "./delete-object.ts";
import { findBucket, type S3Call, sendXml } from "./s3-call.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html: each key is answered for itself. */
export async function deleteObjects(call: S3Call) {
  const bucket = findBucket(call);
  const document = await readXmlBody(call, "Delete");
  const quiet = childText(document, "Quiet") === "true";
  const named = document.children.filter(({ name }) => name === "Object");
  if (named.length === 0 || named.length > 1000) throw malformedXml();
  const Deleted: XmlValue[] = [];
  const failed: XmlValue[] = [];
  for (const each of named) {
    const Key = childText(each, "Key") ?? "";
    const VersionId = childText(each, "VersionId");
    try {
      const { marker } = removeObject(call, bucket, Key, VersionId);
      if (!quiet)
        Deleted.push({
          Key,
          VersionId,
          ...(marker !== undefined && { DeleteMarker: true, DeleteMarkerVersionId: marker }),
        });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Key, VersionId, Code: error.code, Message: error.message });
    }
  }
  sendXml(call, "DeleteResult", { Deleted, Error: failed });
}

/** Reads a document body that must have the given root, and holds it to its payload hash and Content-MD5. */
export async function readXmlBody(call: S3Call, root: string): Promise<XmlElement> {
  const parsed = parseXml((await readTextBody(call)).trim());
  if (parsed?.name !== root) throw malformedXml();
  return parsed;
}

export async function readTextBody(call: S3Call): Promise<string> {
  const { request } = call;
  const hash = request.header("x-amz-content-sha256") ?? "";
  if (hash.startsWith("STREAMING-")) {
    const chunks: Buffer[] = [];
    const body = readChunkedBody(
      request.incoming as AsyncIterable<Buffer>,
      hash.includes("HMAC") ? call.signing : undefined,
      new Map(),
    );
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
  const body = await readDocument(request);
  if (/^[0-9a-f]{64}$/.test(hash) && sha256Hex(body) !== hash) {
    throw new AwsError(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const md5 = request.header("content-md5");
  if (md5 !== undefined && createHash("md5").update(body).digest("base64") !== md5) {
    throw new AwsError(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  return body.toString();
}

export function malformedXml(): AwsError {
  return new AwsError(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
