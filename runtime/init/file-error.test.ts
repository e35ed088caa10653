import { NoSuchKey, S3ServiceException } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { judgeFile } from "./file-error.ts";

const file = { bucket: "acme-orders", key: "input/orders.csv", path: "input/orders.csv" };
const answered = { $metadata: { httpStatusCode: 404 }, message: "" };
const noSuchKey = new NoSuchKey(answered);
const noSuchVersion = new S3ServiceException({ ...answered, name: "NoSuchVersion", $fault: "client" });

test.each([
  [noSuchKey, undefined, "file input/orders.csv is not in bucket acme-orders"],
  [noSuchVersion, "v1", "file input/orders.csv version v1 is gone from bucket acme-orders"],
  [noSuchKey, "v1", "file input/orders.csv version v1 is gone from bucket acme-orders"],
])("%s for version %s is told as what was asked for", (error, versionId, words) => {
  const asked = versionId ? { ...file, versionId } : file;
  expect(judgeFile(asked, { region: "eu-central-1", pathStyle: true }, error)).toMatchObject({ message: words });
});
