export type DurationParts =
  | { unit: "milliseconds"; value: string }
  | { unit: "seconds"; value: string }
  | { unit: "minutes"; minutes: number; seconds: number }
  | { unit: "hours"; hours: number; minutes: number }
  | { unit: "days"; days: number; hours: number };

/** The two largest units that say something of a duration; below a minute seconds with one decimal, below 0.1 s milliseconds. */
export const durationParts = (durationMs: number): DurationParts => {
  const ms = Math.max(0, durationMs);
  if (ms < 100) return { unit: "milliseconds", value: String(Math.round(ms)) };
  if (ms < 59_950) return { unit: "seconds", value: (ms / 1000).toFixed(1) };
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return { unit: "minutes", minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return { unit: "hours", hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const hours = Math.floor(minutes / 60);
  return { unit: "days", days: Math.floor(hours / 24), hours: hours % 24 };
};
