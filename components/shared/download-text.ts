import type { LogLine } from "./log-line.ts";

/** Saves the lines as the file they would have been. */
export const downloadText = (fileName: string, lines: readonly LogLine[]) => {
  const text = lines.map((line) => (line.at ? `${line.at} ${line.text}\n` : `${line.text}\n`));
  const url = URL.createObjectURL(new Blob(text, { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
};
