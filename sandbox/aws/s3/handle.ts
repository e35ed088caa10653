import type { ServerResponse } from "node:http";
import { authError } from "../auth-error.ts";
import { AuthFailure, authenticate } from "../authenticate.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import type { Cloud } from "../call.ts";
import type { MalformedSignature, SignatureClaim } from "../signing/signature-claim.ts";
import { UNSIGNED_PAYLOAD } from "../signing/sigv4.ts";
import { writeXml } from "../xml.ts";
import { createBucket } from "./buckets.ts";
import { applyCors, handlePreflight } from "./cors.ts";
import { findOperation } from "./operations.ts";
import type { S3Call } from "./s3-call.ts";
import type { Store } from "./store.ts";

type Incoming = {
  cloud: Cloud;
  store: Store;
  request: AwsRequest;
  response: ServerResponse;
  claim: SignatureClaim | undefined;
  malformed: MalformedSignature | undefined;
};

/** Answers one S3 request: signature, bucket's region, operation. Errors become S3's XML. */
export async function handleS3(incoming: Incoming) {
  const { request, response, cloud, store } = incoming;
  response.setHeader("x-amz-request-id", request.id.replaceAll("-", "").slice(0, 16).toUpperCase());
  response.setHeader("x-amz-id-2", Buffer.from(request.id).toString("base64"));
  try {
    const { bucketName, key } = readPath(request.rawPath);
    const bucket = store.buckets.get(bucketName);
    if (request.method === "OPTIONS") return handlePreflight(request, response, bucket);
    applyCors(request, response, bucket);
    const call = toCall(incoming, bucketName, key);
    const operation = findOperation(call);
    if (bucket && operation !== createBucket) checkRegion(call, bucket.settings.region);
    await operation(call);
  } catch (error) {
    // The client has gone in the middle of its body: nobody is left to answer.
    if (request.incoming.destroyed && !request.incoming.complete) return void response.destroy();
    sendError(incoming, toAwsError(error, cloud));
  }
}

function toCall(
  { cloud, store, request, response, claim, malformed }: Incoming,
  bucketName: string,
  key: string,
): S3Call {
  const base = { cloud, store, request, response, bucketName, key };
  if (malformed) throw malformedError(malformed);
  if (!claim) return { ...base, caller: undefined, region: "", signing: undefined, presigned: false };
  const presigned = claim.expiresSeconds !== undefined;
  const payloadHash = presigned
    ? (request.header("x-amz-content-sha256") ?? UNSIGNED_PAYLOAD)
    : request.header("x-amz-content-sha256");
  if (!payloadHash)
    throw new AwsError(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  const { caller, signing } = authenticate(cloud.world, cloud.tokens, request, claim, payloadHash, cloud.now());
  const chunks = { key: signing.key, scope: claim.scope, amzDate: claim.amzDate, seedSignature: signing.signature };
  return { ...base, caller, region: claim.scope.region, signing: chunks, presigned };
}

function malformedError({ kind, message }: MalformedSignature): AwsError {
  if (kind === "query") return new AwsError(400, "AuthorizationQueryParametersError", message);
  return new AwsError(400, "AuthorizationHeaderMalformed", `The authorization header is malformed; ${message}`);
}

/** A bucket answers only in its own region; the server stands for whichever region the request is signed for. */
function checkRegion(call: S3Call, region: string) {
  call.response.setHeader("x-amz-bucket-region", region);
  if (!call.caller || call.region === region || call.request.param("location") !== undefined) return;
  throw new AwsError(
    301,
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    { Endpoint: `s3.${region}.amazonaws.com`, Bucket: call.bucketName },
  );
}

function readPath(rawPath: string): { bucketName: string; key: string } {
  try {
    const [bucketName = "", key = ""] = decodeURIComponent(rawPath)
      .slice(1)
      .split(/\/(.*)/s, 2);
    if (Buffer.byteLength(key) > 1024) throw new AwsError(400, "KeyTooLongError", "Your key is too long");
    return { bucketName, key };
  } catch (error) {
    throw error instanceof AwsError ? error : new AwsError(400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}

function toAwsError(error: unknown, cloud: Cloud): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof AuthFailure) return authError(error, "s3", cloud.now());
  cloud.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new AwsError(500, "InternalError", "We encountered an internal error. Please try again.");
}

function sendError({ request, response }: Incoming, error: AwsError) {
  if (response.headersSent) return void response.destroy();
  const bodiless = request.method === "HEAD" || error.status === 304;
  response.writeHead(error.status, { ...error.headers, ...(!bodiless && { "Content-Type": "application/xml" }) });
  if (bodiless) return void response.end();
  const resource = decodeURIComponent(request.rawPath);
  response.end(
    writeXml("Error", {
      Code: error.code,
      Message: error.message,
      ...error.extra,
      Resource: resource,
      RequestId: request.id,
    }),
  );
}
