import type { ServerResponse } from "node:http";
import { denialMessage, requestContext } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import type { Cloud } from "../call.ts";
import type { Caller } from "../caller.ts";
import { evaluate } from "../policy/evaluate.ts";
import { type PolicyDocument, parsePolicy, type RequestContext } from "../policy/policy-document.ts";
import type { ChunkSigning } from "../signing/chunked-body.ts";
import { writeXml, type XmlValue } from "../xml.ts";
import type { Bucket } from "./bucket.ts";
import type { Store } from "./store.ts";

export type S3Call = {
  cloud: Cloud;
  store: Store;
  request: AwsRequest;
  response: ServerResponse;
  /** Undefined for an unsigned request. */
  caller: Caller | undefined;
  region: string;
  signing: ChunkSigning | undefined;
  presigned: boolean;
  bucketName: string;
  key: string;
};

export type ObjectAsked = { action: string; bucket: Bucket; key?: string; context?: RequestContext };

/** Whether the caller may do something with a bucket or one of its objects, by their own policies and the bucket's. */
export function isAllowed(call: S3Call, asked: ObjectAsked): boolean {
  return decideOn(call, asked).outcome === "allowed";
}

/** Throws AccessDenied in S3's words unless it is allowed. */
export function allow(call: S3Call, asked: ObjectAsked) {
  const decision = decideOn(call, asked);
  if (decision.outcome === "allowed") return;
  const sameAccount = call.caller?.account.id === asked.bucket.settings.account;
  // S3 tells why only within the account that owns the bucket.
  const words =
    call.caller && sameAccount
      ? denialMessage(call.caller.principal.arn, asked.action, `"${arnOf(asked)}"`, decision)
      : "Access Denied";
  throw new AwsError(403, "AccessDenied", words);
}

function decideOn(call: S3Call, asked: ObjectAsked) {
  const { caller, request, cloud } = call;
  const policy = asked.bucket.settings.policy;
  return evaluate({
    principal: caller?.principal ?? { kind: "anonymous" },
    action: asked.action,
    resource: arnOf(asked),
    resourceAccount: asked.bucket.settings.account,
    identityPolicies: caller?.identityPolicies ?? [],
    ...(caller?.sessionPolicies && { sessionPolicies: caller.sessionPolicies }),
    ...(policy && { resourcePolicy: JSON.parse(policy) as PolicyDocument }),
    context: {
      ...requestContext(request, call.region, cloud.now()),
      "aws:ResourceAccount": asked.bucket.settings.account,
      "s3:ResourceAccount": asked.bucket.settings.account,
      "s3:authType": call.presigned ? "REST-QUERY-STRING" : "REST-HEADER",
      "s3:signatureversion": "AWS4-HMAC-SHA256",
      ...caller?.context,
      ...asked.context,
    },
  });
}

function arnOf({ bucket, key }: ObjectAsked): string {
  return `arn:aws:s3:::${bucket.settings.name}${key === undefined ? "" : `/${key}`}`;
}

export function findBucket(call: S3Call, name = call.bucketName): Bucket {
  const bucket = call.store.buckets.get(name);
  if (!bucket) throw new AwsError(404, "NoSuchBucket", "The specified bucket does not exist", { BucketName: name });
  return bucket;
}

/** A bucket policy's text, checked as far as S3 checks it when it is put. */
export function checkBucketPolicy(text: string, bucket: Bucket): string {
  const malformed = (message: string) => new AwsError(400, "MalformedPolicy", message);
  let policy: PolicyDocument;
  try {
    policy = parsePolicy(text);
  } catch (error) {
    throw malformed((error as Error).message);
  }
  for (const { Principal, NotPrincipal, Resource, NotResource } of [policy.Statement].flat()) {
    if (!Principal && !NotPrincipal) throw malformed("Missing required field Principal");
    const own = `arn:aws:s3:::${bucket.settings.name}`;
    if (![Resource ?? NotResource ?? []].flat().every((arn) => arn === own || arn.startsWith(`${own}/`) || arn === "*"))
      throw malformed("Policy has invalid resource");
  }
  return text;
}

export function sendXml(call: S3Call, root: string, value: XmlValue) {
  call.response.setHeader("Content-Type", "application/xml");
  call.response.end(writeXml(root, value, "http://s3.amazonaws.com/doc/2006-03-01/"));
}

export function sendEmpty(call: S3Call, status = 200) {
  call.response.writeHead(status).end();
}
