import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** A container's log file in the CRI format (`<RFC3339Nano> stdout F line`), as a kubelet keeps under /var/log/pods. */
export type ContainerLog = {
  path: string;
  write(stream: "stdout" | "stderr", chunk: Buffer): void;
  close(): void;
  isOpen(): boolean;
  /** Resolves at the next write or at the end, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
};

const longestLine = 16 * 1024;

export function openContainerLog(path: string): ContainerLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a");
  const rest = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  let waiting: (() => void)[] = [];
  let isOpen = true;
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const append = (stream: string, tag: "F" | "P", line: Buffer) =>
    writeSync(file, Buffer.concat([Buffer.from(`${nanoTime()} ${stream} ${tag} `), line, Buffer.from("\n")]));
  return {
    path,
    write(stream, chunk) {
      if (!isOpen) return;
      let bytes = Buffer.concat([rest[stream], chunk]);
      for (let end = bytes.indexOf(10); end >= 0 || bytes.length > longestLine; end = bytes.indexOf(10)) {
        const isWhole = end >= 0 && end <= longestLine;
        const length = isWhole ? end : longestLine;
        append(stream, isWhole ? "F" : "P", bytes.subarray(0, length));
        bytes = bytes.subarray(isWhole ? length + 1 : length);
      }
      rest[stream] = Buffer.from(bytes);
      wake();
    },
    close() {
      if (!isOpen) return;
      for (const stream of ["stdout", "stderr"] as const)
        if (rest[stream].length > 0) append(stream, "P", rest[stream]);
      isOpen = false;
      closeSync(file);
      wake();
    },
    isOpen: () => isOpen,
    changed: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        waiting.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
}

const wallStart = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();

/** Now as RFC3339 with nine decimals; never goes back within a process. */
function nanoTime(): string {
  const now = wallStart + process.hrtime.bigint();
  const seconds = new Date(Number(now / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(now % 1_000_000_000n).padStart(9, "0")}Z`;
}

export type LogLine = { time: string; text: string; isPartial: boolean; nextOffset: number };

/** The whole lines of a CRI log file from a byte offset on, without waiting for more. */
export async function* readLogLines(path: string, offset = 0): AsyncGenerator<LogLine> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return;
  try {
    let at = offset;
    let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    const chunk = Buffer.alloc(64 * 1024);
    for (let read = 1; read > 0; ) {
      read = (await file.read(chunk, 0, chunk.length, at + rest.length)).bytesRead;
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        const line = rest.subarray(start, end).toString();
        start = end + 1;
        const [time = "", , tag = "F"] = line.split(" ", 3);
        yield { time, text: line.slice(time.length + 10), isPartial: tag === "P", nextOffset: at + start };
      }
      at += start;
      rest = Buffer.from(rest.subarray(start));
    }
  } finally {
    await file.close();
  }
}
