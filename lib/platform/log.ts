import pino from "pino";

const hidden = [
  "password",
  "secret",
  "token",
  "authorization",
  "cookie",
  "credential",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "privateKey",
  "key",
];

/** Signatures and tokens that an upstream's message or URL may carry. */
const inText: [RegExp, string][] = [
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"]+/gi, "$1[redacted]"],
  [/k8s-aws-v1\.[A-Za-z0-9_-]+/g, "[redacted]"],
  [/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g, "[redacted]"],
  [/\b(?:hvs|hvb|s)\.[A-Za-z0-9]{20,}/g, "[redacted]"],
  [/(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 [redacted]"],
  [/(postgres(?:ql)?:\/\/[^:/\s]+:)[^@\s]+@/gi, "$1[redacted]@"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, "[redacted]"],
];

/** Takes what looks like a credential out of a text that will be logged or shown. */
export const redact = (text: string): string => inText.reduce((out, [pattern, by]) => out.replace(pattern, by), text);

const serializeError = (error: unknown) => {
  const plain = pino.stdSerializers.err(error as Error);
  return {
    type: plain?.type,
    message: redact(String(plain?.message ?? error)),
    stack: redact(String(plain?.stack ?? "")),
    ...(error && typeof error === "object" && "details" in error ? { details: error.details } : {}),
  };
};

/** Structured log of a process: JSON lines on standard output; credentials by name or by look are never written. */
export const log = pino({
  // Read here rather than through env() because a log line must be possible before the environment is known to be good.
  level: process.env.LOG_LEVEL || "info",
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  serializers: { err: serializeError, error: serializeError },
  hooks: {
    logMethod(args, method) {
      method.apply(this, args.map((arg) => (typeof arg === "string" ? redact(arg) : arg)) as Parameters<typeof method>);
    },
  },
});
