import { type ContainerLog, type LogLine, readLogLines } from "./container-log.ts";

export type LogOptions = {
  follow: boolean;
  timestamps: boolean;
  previous: boolean;
  sinceTime?: Date;
  tailLines?: number;
  limitBytes?: number;
};

/** Reads PodLogOptions from a query; `sinceSeconds` counts back from now. */
export function parseLogOptions(query: URLSearchParams, now = new Date()): LogOptions {
  const amount = (name: string) => {
    const text = query.get(name);
    return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const flag = (name: string) => query.get(name) === "true" || query.get(name) === "1";
  const sinceSeconds = amount("sinceSeconds");
  const sinceTime = query.get("sinceTime") ?? undefined;
  const since = sinceTime ?? (sinceSeconds === undefined ? undefined : now.getTime() - sinceSeconds * 1000);
  const [tailLines, limitBytes] = [amount("tailLines"), amount("limitBytes")];
  return {
    follow: flag("follow"),
    timestamps: flag("timestamps"),
    previous: flag("previous"),
    ...(since !== undefined && { sinceTime: new Date(since) }),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
  };
}

/** The log's bytes as a kubelet serves them; with `follow`, until the container ends or the signal aborts. */
export async function* streamLog(
  path: string,
  o: LogOptions & { live: ContainerLog | undefined; signal: AbortSignal },
): AsyncGenerator<Buffer> {
  let left = o.limitBytes ?? Number.POSITIVE_INFINITY;
  let skip = o.tailLines === undefined ? 0 : Math.max(0, (await countLines(path, o)) - o.tailLines);
  let offset = 0;
  // A line longer than a piece of the file has its time once, as kubelets say it: at its beginning.
  let isNewLine = true;
  while (!o.signal.aborted && left > 0) {
    // Asked before reading, or the last lines of a container that ends meanwhile would be missed.
    const isLive = o.follow && o.live?.isOpen();
    const next = isLive ? o.live?.changed(o.signal) : undefined;
    for await (const line of readLogLines(path, offset)) {
      offset = line.nextOffset;
      if (!isWanted(line, o)) continue;
      if (skip > 0) {
        skip--;
        continue;
      }
      const text = `${o.timestamps && isNewLine ? `${line.time} ` : ""}${line.text}${line.isPartial ? "" : "\n"}`;
      isNewLine = !line.isPartial;
      const bytes = Buffer.from(text).subarray(0, left);
      left -= bytes.length;
      yield bytes;
      if (left <= 0 || o.signal.aborted) return;
    }
    if (!next) return;
    await next;
  }
}

async function countLines(path: string, o: LogOptions): Promise<number> {
  let count = 0;
  for await (const line of readLogLines(path)) if (isWanted(line, o)) count++;
  return count;
}

function isWanted(line: LogLine, { sinceTime }: LogOptions): boolean {
  return sinceTime === undefined || Date.parse(line.time) >= sinceTime.getTime();
}

/** The end of a log for a termination message: at most 80 lines and 2048 bytes, as the kubelet takes. */
export async function logTail(path: string): Promise<string> {
  const lines: string[] = [];
  for await (const line of readLogLines(path)) {
    lines.push(line.text + (line.isPartial ? "" : "\n"));
    if (lines.length > 80) lines.shift();
  }
  return Buffer.from(lines.join("")).subarray(-2048).toString();
}
