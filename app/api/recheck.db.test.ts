import { afterEach, beforeEach, describe, expect, vi } from "vitest";
import { disableUser } from "#lib/auth/disable-user.ts";
import { endUserSessions } from "#lib/auth/reset-password.ts";
import { removeMember } from "#lib/projects/remove-member.ts";
import { watchProject } from "#lib/runs/watch-queries.ts";
import { test, type World } from "#lib/testing/world.ts";
import { recheck } from "./recheck.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** A stream that somebody has open, by a session from its beginning; tells whether it lives after a minute of the clock. */
async function aMinuteAfter(
  world: World,
  change: (admin: Awaited<ReturnType<World["contextOf"]>>) => Promise<unknown>,
) {
  Object.assign(globalThis, { slipwayDatabase: world.database });
  const caller = { userId: world.people.viewer, sessionsEnded: 0, address: null };
  let asked = 0;
  let refused: boolean | undefined;
  const stop = recheck(caller, (ctx) => watchProject.execute(ctx, { project: "orders" }), {
    still: () => void asked++,
    ended: (why) => {
      refused = why;
    },
  });
  await change(await world.contextOf(world.people.admin));
  for (let second = 0; second < 60 && refused === undefined; second += 20) {
    const before = asked;
    vi.advanceTimersByTime(20_000);
    await vi.waitUntil(() => refused !== undefined || asked > before, { timeout: 10_000 });
  }
  stop();
  return refused === undefined ? "lives" : refused ? "ended: refused" : "ended";
}

describe("within a minute, a stream", () => {
  test("goes on while nothing has changed", async ({ world }) => {
    expect(await aMinuteAfter(world, async () => undefined)).toBe("lives");
  });

  test("ends for somebody who was disabled", async ({ world }) => {
    const disable = (admin: Parameters<typeof disableUser.execute>[0]) =>
      disableUser.execute(admin, { userId: world.people.viewer });
    expect(await aMinuteAfter(world, disable)).toBe("ended: refused");
  });

  test("ends for somebody who was signed out everywhere", async ({ world }) => {
    const end = (admin: Parameters<typeof endUserSessions.execute>[0]) =>
      endUserSessions.execute(admin, { userId: world.people.viewer });
    expect(await aMinuteAfter(world, end)).toBe("ended: refused");
  });

  test("ends for somebody whose role in the project was taken", async ({ world }) => {
    const remove = (admin: Parameters<typeof removeMember.execute>[0]) =>
      removeMember.execute(admin, { project: "orders", userId: world.people.viewer });
    expect(await aMinuteAfter(world, remove)).toBe("ended: refused");
  });
});
