import { AwsError } from "../aws-error.ts";
import { type Bucket, compareUtf8, lowerBound, type ObjectVersion } from "./bucket.ts";
import type { S3Call } from "./s3-call.ts";

export type ListOptions = { prefix: string; delimiter: string; maxKeys: number; encode: (text: string) => string };

/** The parameters that every listing has. */
export function listOptions({ request }: S3Call): ListOptions {
  const text = request.param("max-keys") ?? "1000";
  if (!/^\d+$/.test(text)) {
    throw new AwsError(400, "InvalidArgument", "Provided max-keys not an integer or within integer range", {
      ArgumentName: "max-keys",
      ArgumentValue: text,
    });
  }
  const urlEncoded = request.param("encoding-type") === "url";
  return {
    prefix: request.param("prefix") ?? "",
    delimiter: request.param("delimiter") ?? "",
    maxKeys: Math.min(Number(text), 1000),
    // S3 leaves slashes alone and writes a space as a plus.
    encode: (value) => (urlEncoded ? encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%20", "+") : value),
  };
}

export function listContext({ request }: S3Call): Record<string, string> {
  const names = ["prefix", "delimiter", "max-keys"];
  return Object.fromEntries(
    names.flatMap((name) => (request.param(name) === undefined ? [] : [[`s3:${name}`, request.param(name) as string]])),
  );
}

export type Page = {
  keys: string[];
  commonPrefixes: string[];
  truncated: boolean /** The last key or common prefix on it. */;
  last: string;
};

/**
 * One page of keys in UTF-8 order after `after` (a key, or a common prefix whose keys are all passed over). A common prefix
 * counts as one entry. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listPage(
  bucket: Bucket,
  { prefix, delimiter, maxKeys }: ListOptions,
  after: string,
  shown: (versions: ObjectVersion[]) => boolean,
): Page {
  const page: Page = { keys: [], commonPrefixes: [], truncated: false, last: after };
  const seen = new Set<string>();
  const groupOf = (key: string) => {
    const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return at === -1 ? undefined : key.slice(0, at + delimiter.length);
  };
  const start = compareUtf8(after, prefix) > 0 ? after : prefix;
  for (let at = lowerBound(bucket.keys, start); at < bucket.keys.length; at++) {
    const key = bucket.keys[at] as string;
    if (!key.startsWith(prefix)) break;
    const group = groupOf(key);
    if (key === after || (group !== undefined && (group === after || seen.has(group)))) continue;
    if (!shown(bucket.objects.get(key) ?? [])) continue;
    if (page.keys.length + page.commonPrefixes.length >= maxKeys) {
      page.truncated = maxKeys > 0;
      break;
    }
    if (group === undefined) page.keys.push(key);
    else {
      seen.add(group);
      page.commonPrefixes.push(group);
    }
    page.last = group ?? key;
  }
  return page;
}
