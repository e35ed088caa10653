import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";
import type { RequestSnapshot } from "./request-schema.ts";

/** Names what is asked for and for which project: the same is asked once at a time, and a decision says what was seen. */
export const snapshotHash = (projectId: string, snapshot: RequestSnapshot): string =>
  sha256Hex(canonicalJson({ projectId, snapshot }));
