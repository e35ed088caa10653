import type { Missing } from "#lib/platform/errors.ts";
import type { Said } from "#lib/platform/say.ts";

export type CheckId =
  | "permission"
  | "grant"
  | "residency"
  | "cluster"
  | "namespace"
  | "service-account"
  | "image"
  | "init-image"
  | "files"
  | "secrets"
  | "quota";

/** One condition of a launch held against the real world. `code` has its sentence in the messages under `preflight`. */
export type Check = {
  id: CheckId;
  status: "pass" | "warn" | "fail";
  code: string;
  params: Said["params"];
  missing?: Missing;
};

export const pass = (id: CheckId, code: string, params: Check["params"] = {}): Check => ({
  id,
  status: "pass",
  code,
  params,
});
export const warn = (id: CheckId, code: string, params: Check["params"] = {}): Check => ({
  id,
  status: "warn",
  code,
  params,
});
export const fail = (id: CheckId, code: string, params: Check["params"] = {}, missing?: Missing): Check => ({
  id,
  status: "fail",
  code,
  params,
  ...(missing ? { missing } : {}),
});
