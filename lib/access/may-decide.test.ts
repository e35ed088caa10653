import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decidesFor, mayNotDecide } from "./may-decide.ts";
import type { Grants, ProjectRole } from "./policy.ts";

const user = fc.constantFrom("u1", "u2", "u3");
const person = fc.constantFrom("p1", "p2", "p3");
const someone = fc.record({ userId: user, personId: person });
const decider = fc.record({ userId: user, personId: person, standsInFor: fc.array(someone, { maxLength: 3 }) });
const asked = fc.record({ requesterId: user, requesterPersonIds: fc.array(person, { minLength: 1, maxLength: 2 }) });

const ownerOf = (...projects: string[]): Omit<Grants, "standsInFor"> => ({
  platformRole: "member",
  projects: new Map(projects.map((project): [string, ProjectRole] => [project, "owner"])),
});

describe("mayNotDecide", () => {
  test("lets nobody decide who is the requester, by account, by person or by standing in", () => {
    fc.assert(
      fc.property(asked, decider, (request, one) => {
        const everyAccount = [one, ...one.standsInFor];
        const isRequester = everyAccount.some(
          ({ userId, personId }) => userId === request.requesterId || request.requesterPersonIds.includes(personId),
        );
        expect(mayNotDecide(request, one) !== null).toBe(isRequester);
      }),
    );
  });

  test("standing in for more people never opens a request that was closed", () => {
    fc.assert(
      fc.property(asked, decider, someone, (request, one, away) => {
        if (mayNotDecide(request, one) === null) return;
        expect(mayNotDecide(request, { ...one, standsInFor: [...one.standsInFor, away] })).not.toBeNull();
      }),
    );
  });

  test("says which way round it is", () => {
    const request = { requesterId: "u1", requesterPersonIds: ["p1"] };
    expect(mayNotDecide(request, { userId: "u1", personId: "p1", standsInFor: [] })).toBe("own");
    expect(mayNotDecide(request, { userId: "u2", personId: "p1", standsInFor: [] })).toBe("own-person");
    expect(
      mayNotDecide(request, { userId: "u2", personId: "p2", standsInFor: [{ userId: "u1", personId: "p1" }] }),
    ).toBe("stands-in-for-requester");
    expect(mayNotDecide(request, { userId: "u2", personId: "p2", standsInFor: [] })).toBeNull();
  });
});

describe("decidesFor", () => {
  const away = { userId: "away", personId: "p9", grants: ownerOf("orders") };

  test("names the one who is away only where one's own roles do not reach", () => {
    expect(decidesFor({ ...ownerOf(), standsInFor: [away] }, { projectId: "orders" })).toBe("away");
    expect(decidesFor({ ...ownerOf("orders"), standsInFor: [away] }, { projectId: "orders" })).toBeNull();
    expect(decidesFor({ ...ownerOf("orders"), standsInFor: [away] }, { projectId: "payments" })).toBeNull();
  });
});
