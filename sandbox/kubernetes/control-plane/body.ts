import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import type { Json } from "./patch.ts";
import { ApiError, badRequest } from "./status.ts";

const limitBytes = 3 * 1024 * 1024;

/** A request's body as an object; JSON, or YAML where the content type says so. */
export async function readBody(request: IncomingMessage, kind?: string): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes)
      throw new ApiError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${limitBytes}`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (!text) return {};
  if (mediaType(request).includes("protobuf"))
    throw new ApiError(
      415,
      "UnsupportedMediaType",
      "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml",
    );
  try {
    return (mediaType(request).includes("yaml") ? parse(text) : JSON.parse(text)) as Json;
  } catch (error) {
    const why = `couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : String(error)}`;
    throw badRequest(kind ? `the object provided is unrecognized (must be of type ${kind}): ${why}` : why);
  }
}

export const mediaType = ({ headers }: IncomingMessage) =>
  (headers["content-type"] ?? "application/json").split(";")[0] ?? "";
