import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

type Key = { name: string; bytes: Buffer };

const parseKeys = (keys: string): Key[] =>
  keys.split(",").map((entry) => {
    const [name = "", base64 = ""] = entry.split(":");
    return { name, bytes: Buffer.from(base64, "base64") };
  });

/**
 * Seals a credential with AES-256-GCM under the newest key. `boundTo` (the row it belongs to) is authenticated with it,
 * so a sealed value that is copied to another row does not open. Shape: `v1.<key name>.<iv>.<tag>.<ciphertext>`, base64url.
 */
export function seal(keys: string, plaintext: string, boundTo: string): string {
  const [key] = parseKeys(keys);
  if (!key) throw new Error("No encryption key is configured");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return ["v1", key.name, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString("base64url"))].join(".");
}

/** Opens what `seal` made; throws where the key is unknown, the row is another or a byte was changed. */
export function open(keys: string, sealed: string, boundTo: string): string {
  const [format, name, iv = "", tag = "", body = ""] = sealed.split(".");
  const key = parseKeys(keys).find((candidate) => candidate.name === name);
  if (format !== "v1" || !key)
    throw new Error(`A stored credential is sealed with key ${name}, which is not configured`);
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");
