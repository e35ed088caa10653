import { classifyAwsError } from "./aws-error.ts";
import type { FileReference, InitDocument } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";

const diskCodes = ["EACCES", "EDQUOT", "EFBIG", "EISDIR", "ENOSPC", "ENOTDIR", "EPERM", "EROFS"];

/** Words a failed GetObject (Amazon S3 API reference, error responses) or write for the person who chose the file. */
export function judgeFile(file: FileReference, s3: NonNullable<InitDocument["s3"]>, error: unknown): Verdict {
  const disk = diskProblem(file, error);
  if (disk) return disk;
  if (error instanceof Error && error.message.startsWith("Checksum mismatch")) {
    return new InitFailure(
      "integrity",
      `file ${file.key} from bucket ${file.bucket} does not match its checksum in S3`,
    );
  }
  const failure = classifyAwsError(error);
  if (failure.retry !== undefined) return failure;
  const { kind, code, status, detail, message } = failure;
  switch (code) {
    case "NoSuchKey":
    case "NotFound":
      // An S3 server that is not Amazon's may answer so for a version too, once the key has no other (versitygw 1.8 does).
      return file.versionId
        ? goneVersion(file)
        : new InitFailure("missing", `file ${file.key} is not in bucket ${file.bucket}`);
    case "NoSuchBucket":
      return new InitFailure("missing", `bucket ${file.bucket} of file ${file.key} does not exist`);
    case "NoSuchVersion":
      return goneVersion(file);
    case "MethodNotAllowed":
      return new InitFailure(
        "missing",
        `file ${file.key} version ${file.versionId} is a deletion in bucket ${file.bucket}`,
      );
    case "InvalidObjectState":
      return new InitFailure(
        "missing",
        `file ${file.key} in bucket ${file.bucket} is archived and must be restored first`,
      );
  }
  if (code === "InvalidArgument" && /version/i.test(message)) {
    return new InitFailure("missing", `file ${file.key} has no version ${file.versionId} in bucket ${file.bucket}`);
  }
  if (status === 301 || code === "AuthorizationHeaderMalformed") {
    return new InitFailure(
      "configuration",
      `bucket ${file.bucket} of file ${file.key} is not in region ${s3.region}: ${code}`,
    );
  }
  // Without s3:ListBucket, S3 does not tell a missing object from a forbidden one (GetObject, "Permissions").
  if (kind === "denied" && message.includes("s3:ListBucket")) {
    const what = `file ${file.key} is not in bucket ${file.bucket}, or may not be read`;
    return new InitFailure(kind, `${what}: ${code}${detail}`);
  }
  if (kind === "denied") {
    return new InitFailure(kind, `file ${file.key} may not be read from bucket ${file.bucket}: ${code}${detail}`);
  }
  return new InitFailure(kind, `file ${file.key} cannot be read from bucket ${file.bucket}: ${code}: ${message}`);
}

const goneVersion = ({ key, versionId, bucket }: FileReference) =>
  new InitFailure("missing", `file ${key} version ${versionId} is gone from bucket ${bucket}`);

function diskProblem(file: FileReference, error: unknown): InitFailure | undefined {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return undefined;
  if (!diskCodes.includes(String(error.code))) return undefined;
  const why = error.code === "ENOSPC" || error.code === "EDQUOT" ? "no space left" : String(error.code);
  return new InitFailure("configuration", `file ${file.key} cannot be written to ${file.path}: ${why}`, {
    cause: error,
  });
}
