import { AwsError } from "../aws-error.ts";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./bucket-cors.ts";
import { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from "./bucket-encryption.ts";
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from "./bucket-policy.ts";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  putBucketVersioning,
} from "./buckets.ts";
import { copyObject, uploadPartCopy } from "./copy-object.ts";
import { deleteObject } from "./delete-object.ts";
import { deleteObjects } from "./delete-objects.ts";
import { getObject, headObject } from "./get-object.ts";
import { getObjectAttributes } from "./get-object-attributes.ts";
import { listBuckets } from "./list-buckets.ts";
import { listObjectVersions } from "./list-object-versions.ts";
import { listObjects, listObjectsV2 } from "./list-objects.ts";
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from "./multipart.ts";
import { completeMultipartUpload } from "./multipart-complete.ts";
import { putObject } from "./put-object.ts";
import type { S3Call } from "./s3-call.ts";

type Operation = (call: S3Call) => void | Promise<void>;

/** Sub-resources that S3 has and this stand-in has not: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html */
const NOT_IMPLEMENTED =
  "accelerate acl analytics intelligent-tiering inventory legal-hold lifecycle logging metrics notification object-lock ownershipControls policyStatus publicAccessBlock replication requestPayment restore retention select tagging torrent website".split(
    " ",
  );

const BUCKET: Record<string, Operation> = {
  PUT: createBucket,
  DELETE: deleteBucket,
  HEAD: headBucket,
  GET: listObjects,
  "GET list-type": listObjectsV2,
  "GET location": getBucketLocation,
  "GET versioning": getBucketVersioning,
  "PUT versioning": putBucketVersioning,
  "GET versions": listObjectVersions,
  "GET uploads": listMultipartUploads,
  "GET policy": getBucketPolicy,
  "PUT policy": putBucketPolicy,
  "DELETE policy": deleteBucketPolicy,
  "GET cors": getBucketCors,
  "PUT cors": putBucketCors,
  "DELETE cors": deleteBucketCors,
  "GET encryption": getBucketEncryption,
  "PUT encryption": putBucketEncryption,
  "DELETE encryption": deleteBucketEncryption,
  "POST delete": deleteObjects,
};

const OBJECT: Record<string, Operation> = {
  PUT: putObject,
  "PUT x-amz-copy-source": copyObject,
  "PUT uploadId": uploadPart,
  "PUT uploadId x-amz-copy-source": uploadPartCopy,
  GET: getObject,
  "GET attributes": getObjectAttributes,
  "GET uploadId": listParts,
  HEAD: headObject,
  DELETE: deleteObject,
  "DELETE uploadId": abortMultipartUpload,
  "POST uploads": createMultipartUpload,
  "POST uploadId": completeMultipartUpload,
};

const OBJECT_SUBRESOURCES = ["attributes", "uploads", "uploadId"];
const BUCKET_SUBRESOURCES = [
  "list-type",
  "location",
  "versioning",
  "versions",
  "uploads",
  "policy",
  "cors",
  "encryption",
  "delete",
];

/** The operation that method, path and sub-resource name. Throws NotImplemented, and logs it, for one that is missing here. */
export function findOperation({ request, bucketName, key, cloud }: S3Call): Operation {
  const { method } = request;
  const has = (name: string) => request.param(name) !== undefined;
  const unknown = NOT_IMPLEMENTED.find(has);
  let operation: Operation | undefined;
  if (unknown) operation = undefined;
  else if (!bucketName) operation = method === "GET" ? listBuckets : undefined;
  else if (!key) operation = BUCKET[[method, ...BUCKET_SUBRESOURCES.filter(has)].join(" ")];
  else {
    const copy = method === "PUT" && request.header("x-amz-copy-source") !== undefined;
    operation = OBJECT[[method, ...OBJECT_SUBRESOURCES.filter(has), ...(copy ? ["x-amz-copy-source"] : [])].join(" ")];
  }
  if (operation) return operation;
  cloud.log(
    `S3 ${method} ${key ? "object" : "bucket"} ${unknown ?? [...new Set(request.query.map(([name]) => name))].join(",")} is not implemented`,
  );
  if (unknown || request.query.length > 0)
    throw new AwsError(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  throw new AwsError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
}
