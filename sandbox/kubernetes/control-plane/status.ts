type Cause = { reason?: string; message: string; field?: string };

export type Status = {
  kind: "Status";
  apiVersion: "v1";
  metadata: object;
  status: "Success" | "Failure";
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: Cause[];
    retryAfterSeconds?: number;
  };
  /** Absent from what succeeded. */
  code?: number;
};

type Details = NonNullable<Status["details"]>;

/** A refusal in the shape and words of k8s.io/apimachinery/pkg/api/errors. */
export class ApiError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string | undefined, message: string, details?: Details) {
    super(message);
    this.name = "ApiError";
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

/** `jobs.batch` → name, group and kind as a Status carries them. */
function about(resource: string, name?: string): Details {
  const [kind = resource, ...group] = resource.split(".");
  return { ...(name && { name }), ...(group.length > 0 && { group: group.join(".") }), kind };
}

export const notFound = (resource: string, name: string) =>
  new ApiError(404, "NotFound", `${resource} "${name}" not found`, about(resource, name));

export const alreadyExists = (resource: string, name: string) =>
  new ApiError(409, "AlreadyExists", `${resource} "${name}" already exists`, about(resource, name));

export const conflict = (resource: string, name: string, why: string) =>
  new ApiError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${resource} "${name}": ${why}`,
    about(resource, name),
  );

export const stale = (resource: string, name: string) =>
  conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );

export const forbidden = (resource: string, name: string | undefined, why: string) =>
  new ApiError(
    403,
    "Forbidden",
    resource ? `${resource} ${name ? `"${name}" ` : ""}is forbidden: ${why}` : `forbidden: ${why}`,
    resource ? about(resource, name) : {},
  );

export const badRequest = (message: string) => new ApiError(400, "BadRequest", message);

export const unauthorized = () => new ApiError(401, "Unauthorized", "Unauthorized");

export const expired = (message: string) => new ApiError(410, "Expired", message);

export const internalError = (message: string) =>
  new ApiError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });

export const methodNotAllowed = () =>
  new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});

export const unknownResource = () =>
  new ApiError(404, "NotFound", "the server could not find the requested resource", {});

export const tooLargeResourceVersion = (asked: number, current: number) =>
  new ApiError(504, "Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });

/** One broken rule of an object. `type` is the name in field.ErrorType; `body` its words without the field. */
export type FieldError = { field: string; type: string; body: string };

export const required = (field: string, detail = ""): FieldError => ({
  field,
  type: "FieldValueRequired",
  body: detail ? `Required value: ${detail}` : "Required value",
});

export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({
  field,
  type: "FieldValueInvalid",
  body: `Invalid value: ${typeof value === "object" ? JSON.stringify(value) : typeof value === "string" ? JSON.stringify(value) : String(value)}: ${detail}`,
});

export const notSupported = (field: string, value: string, allowed: string[]): FieldError => ({
  field,
  type: "FieldValueNotSupported",
  body: `Unsupported value: ${JSON.stringify(value)}${allowed.length > 0 ? `: supported values: ${allowed.map((v) => JSON.stringify(v)).join(", ")}` : ""}`,
});

export const forbiddenField = (field: string, detail: string): FieldError => ({
  field,
  type: "FieldValueForbidden",
  body: `Forbidden: ${detail}`,
});

/** 422 with every broken rule, as errors.NewInvalid writes them. */
export function invalid(kind: string, group: string, name: string, errors: FieldError[]): ApiError {
  const words = errors.map(({ field, body }) => `${field}: ${body}`);
  const summary = words.length === 1 ? words[0] : `[${words.join(", ")}]`;
  return new ApiError(422, "Invalid", `${kind}${group && `.${group}`} "${name}" is invalid: ${summary}`, {
    ...(name && { name }),
    ...(group && { group }),
    kind,
    causes: errors.map(({ field, type, body }) => ({ reason: type, message: body, field })),
  });
}

export const success = (details?: Details): Status => ({
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Success",
  ...(details && { details }),
});
