import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { SignableRequest } from "./signing/sigv4.ts";

const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;

export type AwsRequest = SignableRequest & {
  incoming: IncomingMessage;
  id: string;
  /** First value of a query parameter. */
  param: (name: string) => string | undefined;
  sourceIp: string;
};

/** Takes a request apart without resolving `..` or joining slashes, which an object key may hold. */
export function toAwsRequest(incoming: IncomingMessage): AwsRequest {
  const [rawPath = "/", rawQuery = ""] = (incoming.url ?? "/").split(/\?(.*)/s, 2);
  const query = rawQuery
    .split("&")
    .filter(Boolean)
    .map((pair): [string, string] => {
      const [name = "", value = ""] = pair.split(/=(.*)/s, 2);
      return [decodeQuery(name), decodeQuery(value)];
    });
  return {
    incoming,
    id: randomUUID(),
    method: incoming.method ?? "GET",
    rawPath,
    query,
    header: (name) => incoming.headersDistinct[name]?.join(","),
    param: (name) => query.find(([each]) => each === name)?.[1],
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
  };
}

/** Reads a whole body into memory; for documents, not for objects. */
export async function readDocument(request: AwsRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) throw new AwsError(413, "RequestEntityTooLarge", "The request body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeQuery(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new AwsError(400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}
