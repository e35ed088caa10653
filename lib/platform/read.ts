import type { Failure } from "./result.ts";

/** A read that was answered with a failure: what it says is meant for the person. It says nothing where there was no answer. */
export class ReadError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "ReadError";
    this.failure = failure;
  }
}

/** Asks a query of the registry by its name, from the browser. Throws `ReadError`. */
export async function read<Data>(name: string, input: unknown, signal?: AbortSignal): Promise<Data> {
  const response = await fetch(
    `/api/read/${name}?input=${encodeURIComponent(JSON.stringify(input))}`,
    signal ? { signal } : {},
  );
  if (response.ok) return (await response.json()) as Data;
  const answer = (await response.json().catch(() => null)) as { error?: Failure } | null;
  throw new ReadError(
    answer?.error ?? {
      code: "unavailable",
      message: "",
      requestId: response.headers.get("x-request-id") ?? "",
    },
  );
}
