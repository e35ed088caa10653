import { randomUUID } from "node:crypto";

/** What a Vault path answers: a status and, but for 204, a body. */
export type Answer = { status: number; body?: unknown };

export type VaultAuth = Record<string, unknown>;

/** A refusal in Vault's form, `{"errors":[…]}`; thrown from anywhere below the request handler. */
export class VaultError extends Error {
  readonly status: number;
  readonly errors: string[];

  constructor(status: number, ...errors: string[]) {
    super(errors.join(", "));
    this.status = status;
    this.errors = errors;
  }
}

export const noContent: Answer = { status: 204 };

/** Vault's envelope around the data of any logical path (Vault API, "API operations"). */
export function withData(data: unknown, { mountType, status = 200 }: { mountType: string; status?: number }): Answer {
  return { status, body: { ...envelope, request_id: randomUUID(), data, mount_type: mountType } };
}

export function withAuth(auth: VaultAuth, mountType: string): Answer {
  return { status: 200, body: { ...envelope, request_id: randomUUID(), auth, mount_type: mountType } };
}

const envelope = {
  request_id: "",
  lease_id: "",
  renewable: false,
  lease_duration: 0,
  data: null,
  wrap_info: null,
  warnings: null,
  auth: null,
};

/** How Vault's core words a refusal by policy. */
export function permissionDenied(): VaultError {
  return new VaultError(403, "1 error occurred:\n\t* permission denied\n\n");
}

export function unsupportedOperation(): VaultError {
  return new VaultError(405, "1 error occurred:\n\t* unsupported operation\n\n");
}

export function notFound(): VaultError {
  return new VaultError(404);
}
