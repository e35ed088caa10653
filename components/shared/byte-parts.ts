const decimal = ["B", "kB", "MB", "GB", "TB", "PB"];
const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A size in the largest unit of which there is at least one. */
export const byteParts = (bytes: number, inBinary = false): { amount: number; unit: string } => {
  const base = inBinary ? 1024 : 1000;
  const units = inBinary ? binary : decimal;
  let amount = bytes;
  let at = 0;
  // 999.95 kB would be shown as 1,000 kB.
  while (amount >= base - 0.05 && at < units.length - 1) {
    amount /= base;
    at += 1;
  }
  return { amount, unit: units[at] ?? "B" };
};
