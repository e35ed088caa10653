import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyDocument } from "./policy/policy-document.ts";
import { equal } from "./signing/verify-signature.ts";

/** What temporary credentials stand for. It travels inside the session token, so that a restart forgets no session. */
export type Session = {
  accessKeyId: string;
  account: string;
  role: string;
  name: string;
  expiresAt: number;
  policies?: PolicyDocument[];
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
  tags?: Record<string, string>;
};

export type TokenSigner = {
  seal(content: object): string;
  /** The content of a token that this signer sealed; undefined for any other text. */
  open<T>(token: string): T | undefined;
  /** The secret that belongs to a temporary access key. */
  secretOf(accessKeyId: string): string;
};

/** Makes and checks tokens with a key that is kept in `dataDir`. */
export function createTokenSigner(dataDir: string): TokenSigner {
  const path = join(dataDir, "token-key");
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  const key = Buffer.from(readFileSync(path, "utf8"), "hex");
  const mac = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    seal(content) {
      const body = Buffer.from(JSON.stringify(content)).toString("base64url");
      return `${body}.${mac(`token:${body}`)}`;
    },
    open<T>(token: string) {
      const [body = "", signature = ""] = token.split(".");
      if (!equal(mac(`token:${body}`), signature)) return undefined;
      return JSON.parse(Buffer.from(body, "base64url").toString()) as T;
    },
    secretOf: (accessKeyId) => mac(`secret:${accessKeyId}`).slice(0, 40),
  };
}
