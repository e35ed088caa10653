const pad = (part: number) => String(part).padStart(2, "0");

/** The day that is some days from today where the person is, as a date input has it: `2026-11-22`. */
export const dayOf = (fromToday: number, now = new Date()): string => {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + fromToday);
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
};

/** The first moment of a day where the person is. */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00`);

/** The first moment after a day: what holds until a day holds all of that day. */
export const endOfDay = (day: string): Date => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + 1);
};
