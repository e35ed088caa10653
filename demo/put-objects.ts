import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

type Credentials = { accessKeyId: string; secretAccessKey: string };

/** Puts files into a bucket, with a SHA-256 of the whole object that the pod can hold them against. */
export async function putObjects(
  endpoint: string,
  region: string,
  credentials: Credentials,
  bucket: string,
  objects: Record<string, Uint8Array>,
) {
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  for (const [key, body] of Object.entries(objects)) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ChecksumAlgorithm: "SHA256" }));
  }
  s3.destroy();
}
