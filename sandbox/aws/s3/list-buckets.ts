import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import { compareUtf8 } from "./bucket.ts";
import { type S3Call, sendXml } from "./s3-call.ts";

const DEFAULT_PAGE = 10_000;
const PARAMETERS = ["max-buckets", "continuation-token", "prefix", "bucket-region"];

/**
 * Pages by `max-buckets` and `continuation-token`; each bucket's region is told only to who gives at least one parameter.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export function listBuckets(call: S3Call) {
  const caller = authorizeAccount(call, "s3:ListAllMyBuckets", "arn:aws:s3:::*");
  const { param } = call.request;
  const prefix = param("prefix") ?? "";
  const region = param("bucket-region");
  const after = readToken(param("continuation-token"));
  const size = readSize(param("max-buckets"));
  if (region !== undefined && region !== call.region) {
    const message = `Argument value ${region} is not the region that this request was sent to.`;
    throw invalidArgument("bucket-region", region, message);
  }
  const own = [...call.store.buckets.values()]
    .map(({ settings }) => settings)
    .filter((each) => each.account === caller.account.id && each.name.startsWith(prefix))
    .filter((each) => (region === undefined || each.region === region) && each.name > after)
    .sort((a, b) => compareUtf8(a.name, b.name));
  const page = own.slice(0, size);
  const tellsRegion = PARAMETERS.some((name) => param(name) !== undefined);
  sendXml(call, "ListAllMyBucketsResult", {
    Owner: { ID: caller.account.id, DisplayName: caller.account.name },
    Buckets: {
      Bucket: page.map((each) => ({
        Name: each.name,
        CreationDate: each.createdAt,
        ...(tellsRegion && { BucketRegion: each.region }),
      })),
    },
    ContinuationToken: page.length < own.length ? writeToken(page.at(-1)?.name ?? "") : undefined,
    Prefix: param("prefix"),
  });
}

/** Who asks, once they may do this with the account as a whole. */
export function authorizeAccount(call: S3Call, action: string, resource: string) {
  const { caller } = call;
  if (!caller) throw new AwsError(403, "AccessDenied", "Access Denied");
  authorize({ ...call, caller }, { action, resource }, "AccessDenied", 403);
  return caller;
}

function readSize(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PAGE;
  const size = Number(given);
  if (Number.isInteger(size) && size >= 1 && size <= DEFAULT_PAGE) return size;
  throw invalidArgument("max-buckets", given, `Argument max-buckets must be an integer between 1 and ${DEFAULT_PAGE}`);
}

const writeToken = (name: string) => Buffer.from(`after ${name}`).toString("base64");

function readToken(token: string | undefined): string {
  if (token === undefined) return "";
  const name = /^after (.+)$/.exec(Buffer.from(token, "base64").toString())?.[1];
  if (name !== undefined) return name;
  throw invalidArgument("continuation-token", token, "The continuation token provided is incorrect");
}

const invalidArgument = (ArgumentName: string, ArgumentValue: string, message: string) =>
  new AwsError(400, "InvalidArgument", message, { ArgumentName, ArgumentValue });
