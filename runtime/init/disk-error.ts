/** The code of a failed system call, such as ENOSPC; `unknown` for anything else. */
export function diskErrorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

/** `…/db-password cannot be written: no space left`, for an error of a call on a path; undefined for any other error. */
export function describeDiskError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  const code = diskErrorCode(error);
  const path = "path" in error ? error.path : "a file";
  if (code === "ENOSPC" || code === "EDQUOT") return `${path} cannot be written: no space left`;
  return "path" in error || code === "EROFS" ? `${path} cannot be written: ${code}` : undefined;
}
