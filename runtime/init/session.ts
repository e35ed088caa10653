/** What every step shares: when to stop, and where to say what was done. */
export type Session = {
  /** Aborts at the deadline. */
  signal: AbortSignal;
  deadlineSeconds: number;
  say(line: string): void;
};
