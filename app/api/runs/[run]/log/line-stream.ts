import type { LogLine } from "#lib/runs/log-lines.ts";

const batchLength = 64 * 1024;

type Options = {
  /** Lines at the beginning that are left out. */
  from: number;
  /** How long the answer may wait for the first line, so that what cannot be read is an error and not an empty log. */
  patienceMs: number;
  /** Called once when the stream has ended, however. */
  end: () => void;
};

/** Lines as the bytes of an answer: sent as soon as there is no other to send with them. Throws when the first one cannot be read. */
export async function lineStream(
  lines: AsyncGenerator<LogLine>,
  { from, patienceMs, end }: Options,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let left = Number.isSafeInteger(from) ? from : 0;
  let pending = lines.next();
  await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);

  async function nextBatch(): Promise<{ text: string; done: boolean }> {
    let text = "";
    let turn: Promise<undefined> | undefined;
    while (text.length < batchLength) {
      // What has been read already comes before the event loop's next turn.
      turn ??= text === "" ? undefined : new Promise((resolve) => setImmediate(resolve, undefined));
      const next = await (turn ? Promise.race([pending, turn]) : pending);
      if (!next) break;
      if (next.done) return { text, done: true };
      pending = lines.next();
      // Looked at in its turn; until then a failure must not count as unhandled.
      pending.catch(() => {});
      if (left > 0) left -= 1;
      else text += next.value.at ? `${next.value.at} ${next.value.text}\n` : `${next.value.text}\n`;
    }
    return { text, done: false };
  }

  return new ReadableStream({
    async pull(controller) {
      try {
        const { text, done } = await nextBatch();
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (!done) return;
        controller.close();
        end();
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel: () => end(),
  });
}
