import type { LogLine } from "#components/shared/log-line.ts";

/** The kubelet leaves zeros at the end of a fraction out; with nine digits each, times can be compared as texts. */
export function parseLogLine(container: string, line: string): LogLine {
  const [, seconds, fraction = "", text] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z ?(.*)$/s.exec(line) ?? [];
  return seconds === undefined
    ? { container, text: line }
    : { container, at: `${seconds}.${fraction.padEnd(9, "0")}Z`, text: text ?? "" };
}

/** Lines of several containers in the order of their times; a line without one stays behind the line before it. */
export function mergeLines(logs: readonly (readonly LogLine[])[]): readonly LogLine[] {
  const filled = logs.filter((log) => log.length > 0);
  if (filled.length < 2) return filled[0]?.slice() ?? [];
  const next = filled.map(() => 0);
  const merged: LogLine[] = [];
  const total = filled.reduce((sum, log) => sum + log.length, 0);
  while (merged.length < total) {
    let best = -1;
    let bestAt = "";
    for (let log = 0; log < filled.length; log += 1) {
      const line = filled[log]?.[next[log] ?? 0];
      if (!line) continue;
      const at = line.at ?? "";
      if (best === -1 || at < bestAt) {
        best = log;
        bestAt = at;
      }
    }
    const line = filled[best]?.[next[best] ?? 0];
    if (!line) break;
    merged.push(line);
    next[best] = (next[best] ?? 0) + 1;
  }
  return merged;
}
