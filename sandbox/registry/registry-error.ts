import type { ServerResponse } from "node:http";

/** An error as a registry writes it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export class RegistryError extends Error {
  status: number;
  code: string;
  detail: Record<string, string> | undefined;
  headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    detail?: Record<string, string>,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }

  write(response: ServerResponse, headOnly: boolean) {
    const error = { code: this.code, message: this.message, ...(this.detail && { detail: this.detail }) };
    response.writeHead(this.status, { "Content-Type": "application/json", ...this.headers });
    response.end(headOnly ? undefined : JSON.stringify({ errors: [error] }));
  }
}
