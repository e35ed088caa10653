const networkCodes = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** The network's own code when an error, or what caused it, is the connection's fault: such an attempt is worth another. */
export function networkReason(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? cause.code : undefined;
    if (typeof code === "string" && networkCodes.has(code)) return code;
    if (cause.name === "TimeoutError") return "no answer in time";
    if (cause.message === "aborted" || cause.message === "terminated") return "connection broke off";
    if (cause instanceof AggregateError) {
      const reasons = cause.errors.map(networkReason);
      if (reasons[0]) return reasons[0];
    }
  }
  return undefined;
}

/** True for statuses by which a server says "later" (RFC 9110 §15.6, RFC 6585 §4). */
export function isTemporaryStatus(status: number | undefined): boolean {
  return status === 429 || (status !== undefined && status >= 500 && status !== 501);
}
