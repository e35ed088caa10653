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

/** What is said of a question or a change that nobody answered: the page has the sentence. */
export const noAnswer: Failure = { code: "unavailable", message: "", requestId: "" };

/** Asks a query of the registry by its name, from the browser. Throws `ReadError`. */
export async function read<Data>(name: string, input: unknown, signal?: AbortSignal): Promise<Data> {
  const url = `/api/read/${name}?input=${encodeURIComponent(JSON.stringify(input))}`;
  return answerOf<Data>(await fetch(url, signal ? { signal } : {}));
}

/** What a query answered. Throws `ReadError`. */
export async function answerOf<Data>(response: Response): Promise<Data> {
  if (response.ok) return (await response.json()) as Data;
  const answer = (await response.json().catch(() => null)) as { error?: Failure } | null;
  throw new ReadError(answer?.error ?? { ...noAnswer, requestId: response.headers.get("x-request-id") ?? "" });
}
