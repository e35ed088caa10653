import { AwsError } from "../aws-error.ts";
import { type CredentialScope, EMPTY_SHA256, scopeText, sha256Hex, sign } from "./sigv4.ts";
import { equal } from "./verify-signature.ts";

export type ChunkSigning = { key: Buffer; scope: CredentialScope; amzDate: string; seedSignature: string };

const MAX_LINE = 16 * 1024;
const CRLF = Buffer.from("\r\n");

/**
 * Takes the `aws-chunked` coding off a body and yields its content, checking each chunk's signature when `signing` is given.
 * Trailers are put into `trailers` (lower-case names) before the iteration ends.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and …/sigv4-streaming-trailers.html
 */
export async function* readChunkedBody(
  source: AsyncIterable<Buffer>,
  signing: ChunkSigning | undefined,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  let previous = signing?.seedSignature ?? "";
  for (;;) {
    const [size, ...extensions] = (await reader.line()).split(";");
    if (!/^[0-9a-f]+$/i.test(size ?? "")) throw incomplete();
    const length = Number.parseInt(size ?? "", 16);
    const chunk = await reader.bytes(length);
    if (signing) previous = checkChunk(signing, previous, chunk, extensions);
    if (length === 0) break;
    yield chunk;
    if ((await reader.line()) !== "") throw incomplete();
  }
  let text = "";
  for (let line = await reader.line(); line !== ""; line = await reader.line(true)) {
    const [name = "", value = ""] = line.split(/:(.*)/s, 2);
    trailers.set(name.trim().toLowerCase(), value.trim());
    if (name.trim() !== "x-amz-trailer-signature") text += `${name.trim().toLowerCase()}:${value.trim()}\n`;
  }
  if (signing && text) checkTrailer(signing, previous, text, trailers.get("x-amz-trailer-signature"));
}

function checkChunk(signing: ChunkSigning, previous: string, chunk: Buffer, extensions: string[]): string {
  const given = extensions.find((part) => part.startsWith("chunk-signature="))?.slice("chunk-signature=".length) ?? "";
  const text = [
    "AWS4-HMAC-SHA256-PAYLOAD",
    signing.amzDate,
    scopeText(signing.scope),
    previous,
    EMPTY_SHA256,
    sha256Hex(chunk),
  ];
  if (!equal(sign(signing.key, text.join("\n")), given)) throw mismatch();
  return given;
}

function checkTrailer(signing: ChunkSigning, previous: string, text: string, given = "") {
  const lines = ["AWS4-HMAC-SHA256-TRAILER", signing.amzDate, scopeText(signing.scope), previous, sha256Hex(text)];
  if (!equal(sign(signing.key, lines.join("\n")), given)) throw mismatch();
}

function createReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  async function more(): Promise<boolean> {
    const next = await iterator.next();
    if (next.done) return false;
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
    return true;
  }
  return {
    async line(endIsEmpty = false): Promise<string> {
      for (;;) {
        const end = held.indexOf(CRLF);
        if (end !== -1) {
          const line = held.subarray(0, end).toString();
          held = held.subarray(end + 2);
          return line;
        }
        if (held.length > MAX_LINE) throw incomplete();
        if (await more()) continue;
        if (endIsEmpty && held.length === 0) return "";
        throw incomplete();
      }
    },
    async bytes(length: number): Promise<Buffer> {
      const parts: Buffer[] = [];
      for (let missing = length; missing > 0; ) {
        if (held.length === 0 && !(await more())) throw incomplete();
        const part = held.subarray(0, missing);
        held = held.subarray(part.length);
        missing -= part.length;
        parts.push(part);
      }
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    },
  };
}

function incomplete() {
  return new AwsError(400, "IncompleteBody", "The request body terminated unexpectedly");
}

function mismatch() {
  return new AwsError(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );
}
