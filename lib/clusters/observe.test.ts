import { expect, test } from "vitest";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { Kind, Kinds } from "./kubernetes-objects.ts";
import { type ObserveOptions, observe } from "./observe.ts";
import type { ClusterSession } from "./session.ts";
import type { WatchEvent } from "./watch.ts";

const expired = new SlipwayError("conflict", { says: says("name", { name: "too old" }), details: { status: 410 } });
const broken = new SlipwayError("unreachable", { says: says("name", { name: "gone" }) });
const pod = (name: string, resourceVersion: string) => ({ metadata: { name, resourceVersion } });

type Step = { type: WatchEvent<unknown>["type"]; object: ReturnType<typeof pod> } | Error | "end";

/** Plays one script per watch, one list per relist, and aborts when both are used up. */
function scripted(lists: (string | Error)[], watches: Step[][]) {
  const stop = new AbortController();
  const said: string[] = [];
  const session = {
    list: async () => {
      const next = lists.shift();
      if (next instanceof Error) throw next;
      said.push(`list@${next}`);
      return { items: [], resourceVersion: next ?? "0" };
    },
    watch: async function* (_kind: Kind, { resourceVersion }: { resourceVersion: string }) {
      said.push(`watch@${resourceVersion}`);
      for (const step of watches.shift() ?? []) {
        if (step instanceof Error) throw step;
        if (step === "end") return;
        yield step;
      }
      if (watches.length === 0) stop.abort();
    },
  } as Pick<ClusterSession, "list" | "watch">;
  const follow = (onEvent: (event: WatchEvent<Kinds["Pod"]>) => void = () => undefined, options: ObserveOptions = {}) =>
    observe(
      session,
      "Pod",
      { backoffMs: { first: 1, longest: 2 }, ...options },
      {
        onList: () => void said.push("onList"),
        onEvent: (event) => {
          said.push(`${event.type} ${event.object.metadata?.name}`);
          onEvent(event);
        },
        onError: (error) => void said.push(`error ${(error as Error).message}`),
        signal: stop.signal,
      },
    );
  return { follow, said };
}

test("goes on from the last event, bookmarks included, when a watch ends or breaks", async () => {
  const { follow, said } = scripted(
    ["10"],
    [[{ type: "ADDED", object: pod("a", "11") }, { type: "BOOKMARK", object: pod("", "20") }, "end"], [broken], []],
  );
  await follow();
  expect(said).toEqual(["list@10", "onList", "watch@10", "ADDED a", "watch@20", "error gone", "watch@20"]);
});

test("lists again when the server no longer knows the version, without calling it an error", async () => {
  const { follow, said } = scripted(["10", "90"], [[expired], [{ type: "MODIFIED", object: pod("a", "91") }]]);
  await follow();
  expect(said).toEqual(["list@10", "onList", "watch@10", "list@90", "onList", "watch@90", "MODIFIED a"]);
});

test("an event whose handler fails is given again: the watch goes on from before it", async () => {
  const added: Step = { type: "ADDED", object: pod("a", "11") };
  const { follow, said } = scripted(["10"], [[added], [added]]);
  let failures = 1;
  await follow(() => {
    if (failures-- > 0) throw new Error("database away");
  });
  expect(said).toEqual(["list@10", "onList", "watch@10", "ADDED a", "error database away", "watch@10", "ADDED a"]);
});

test("a list that fails is tried again until it works", async () => {
  const { follow, said } = scripted([broken, broken, "10"], [[]]);
  await follow();
  expect(said).toEqual(["error gone", "error gone", "list@10", "onList", "watch@10"]);
});
