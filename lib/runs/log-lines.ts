export type LogLine = {
  /** When the container wrote it, RFC 3339 with nanoseconds, as the kubelet noted it. */
  at: string;
  text: string;
};

/**
 * Lines of a log that was read with `timestamps`, as they come; a last line without an end comes last. Both what the kubelet sends
 * and what is archived has this form. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 */
export async function* logLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield parseLine(line);
  }
  rest += decoder.decode();
  if (rest !== "") yield parseLine(rest);
}

function parseLine(line: string): LogLine {
  const [, at = "", text = line] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/s.exec(line) ?? [];
  return { at, text };
}
