/** Exit code of each kind of failure; the portal's tracker words a run's reason by it. */
export const exitCodes = {
  configuration: 10,
  missing: 11,
  denied: 12,
  unreachable: 13,
  integrity: 14,
} as const;

export type FailureKind = keyof typeof exitCodes;

/** A reason to give up. Its message is the one line the user reads, so it names what, where and why, and never holds a value. */
export class InitFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InitFailure";
    this.kind = kind;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** What to do about one failed attempt: give up with the reader's sentence, or try again because of `reason`. */
export type Verdict = InitFailure | { retry: string };
