const two = (value: number) => String(value).padStart(2, "0");

/** A day as date inputs hold it, in the person's own time zone. */
export const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
export const today = (): string => dayOf(new Date());

/** The last moment of a day, in the person's own time zone. */
export const endOfDay = (day: string): Date => new Date(`${day}T23:59:59.999`);
