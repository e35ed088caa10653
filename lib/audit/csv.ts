/** What a spreadsheet would run as a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const formula = /^[\s]*[=+\-@\t\r]/;

/**
 * One cell as RFC 4180 writes it, always quoted. What begins like a formula gets an apostrophe before it, so that a spreadsheet that opens
 * the file shows it and does not run it.
 */
export function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const shown = typeof value === "string" && formula.test(text) ? `'${text}` : text;
  return `"${shown.replaceAll('"', '""')}"`;
}

export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;
