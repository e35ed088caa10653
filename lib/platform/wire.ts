/** What a value is after a journey as JSON: instants are ISO 8601 texts. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** A value as the browser would get it from the read route, so that a page's first data and its later reads look alike. */
export const toWire = <T>(value: T): Wire<T> => JSON.parse(JSON.stringify(value)) as Wire<T>;

/** What a query answers when it answers, before its journey: `Wire<Answer<typeof listRuns>>` is what the browser gets. */
export type Answer<Q extends { execute: (...args: never[]) => Promise<unknown> }> =
  Extract<Awaited<ReturnType<Q["execute"]>>, { ok: true }> extends { data: infer Data } ? Data : never;
