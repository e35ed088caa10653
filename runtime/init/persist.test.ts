import { expect, test } from "vitest";
import { InitFailure } from "./failure.ts";
import { backoffMs, persist } from "./persist.ts";

const session = (ms: number) => ({ signal: AbortSignal.timeout(ms), deadlineSeconds: ms / 1000, say: () => {} });

test("tries again while the reason is temporary, and returns what finally came", async () => {
  let tries = 0;
  const attempt = async () => {
    tries += 1;
    if (tries < 3) throw new Error("not yet");
    return "done";
  };
  expect(await persist("reading file x", session(5_000), attempt, () => ({ retry: "503 SlowDown" }))).toBe("done");
  expect(tries).toBe(3);
});

test("gives up at once on a final verdict", async () => {
  const failure = new InitFailure("denied", "no");
  await expect(
    persist(
      "reading file x",
      session(5_000),
      () => Promise.reject(new Error("x")),
      () => failure,
    ),
  ).rejects.toBe(failure);
});

test("at the deadline the failure names the last reason", async () => {
  const never = () => Promise.reject(new Error("x"));
  await expect(persist("reading file x", session(300), never, () => ({ retry: "503 SlowDown" }))).rejects.toMatchObject(
    {
      kind: "unreachable",
      message: "reading file x did not succeed within 0.3 s: 503 SlowDown",
    },
  );
});

test("waits double to at most 10 s, each between half and whole", () => {
  expect([0, 1, 2, 20].map((tries) => backoffMs(tries, () => 1))).toEqual([200, 400, 800, 10_000]);
  expect([0, 1, 20].map((tries) => backoffMs(tries, () => 0))).toEqual([100, 200, 5_000]);
});
