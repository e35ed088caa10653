import type { ServerResponse } from "node:http";
import { AwsError } from "../aws-error.ts";
import type { AwsRequest } from "../aws-request.ts";
import { glob } from "../policy/match.ts";
import { parseXml, type XmlElement } from "../xml.ts";
import type { Bucket } from "./bucket.ts";

/** Adds the CORS headers of the bucket's first rule that fits, if any. https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html */
export function applyCors(request: AwsRequest, response: ServerResponse, bucket: Bucket | undefined) {
  const origin = request.header("origin");
  const rule = origin === undefined ? undefined : findRule(bucket, origin, request.method, []);
  if (rule && origin !== undefined) writeHeaders(response, rule, origin);
}

/** Answers a browser's preflight, which is never signed. */
export function handlePreflight(request: AwsRequest, response: ServerResponse, bucket: Bucket | undefined) {
  const origin = request.header("origin");
  const method = request.header("access-control-request-method");
  if (origin === undefined || method === undefined) {
    throw new AwsError(400, "BadRequest", "Insufficient information. Origin request header needed.");
  }
  const headers = (request.header("access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const rule = findRule(bucket, origin, method, headers);
  if (!rule)
    throw new AwsError(
      403,
      "AccessForbidden",
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  writeHeaders(response, rule, origin);
  if (headers.length > 0) response.setHeader("Access-Control-Allow-Headers", headers.join(", ").toLowerCase());
  response.end();
}

function findRule(
  bucket: Bucket | undefined,
  origin: string,
  method: string,
  headers: string[],
): XmlElement | undefined {
  const rules = parseXml(bucket?.settings.cors?.trim() ?? "")?.children ?? [];
  return rules.find(
    (rule) =>
      texts(rule, "AllowedOrigin").some((pattern) => glob(pattern, origin)) &&
      texts(rule, "AllowedMethod").includes(method) &&
      headers.every((name) =>
        texts(rule, "AllowedHeader").some((pattern) => glob(pattern.toLowerCase(), name.toLowerCase())),
      ),
  );
}

function writeHeaders(response: ServerResponse, rule: XmlElement, origin: string) {
  const any = texts(rule, "AllowedOrigin").includes("*");
  response.setHeader("Access-Control-Allow-Origin", any ? "*" : origin);
  response.setHeader("Access-Control-Allow-Methods", texts(rule, "AllowedMethod").join(", "));
  if (texts(rule, "ExposeHeader").length > 0)
    response.setHeader("Access-Control-Expose-Headers", texts(rule, "ExposeHeader").join(", "));
  for (const seconds of texts(rule, "MaxAgeSeconds")) response.setHeader("Access-Control-Max-Age", seconds);
  response.setHeader("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

function texts(rule: XmlElement, name: string): string[] {
  return rule.children.filter((child) => child.name === name).map(({ text }) => text);
}
