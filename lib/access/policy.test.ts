import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { can, type Grants, type ProjectRole, permissions, platformRoles, projectRoles } from "./policy.ts";

const projectId = fc.constantFrom("orders", "payments", "stock");
const grants = fc.record({
  platformRole: fc.constantFrom(...platformRoles),
  projects: fc.dictionary(projectId, fc.constantFrom(...projectRoles)).map((each) => new Map(Object.entries(each))),
  standsInFor: fc.constant([]),
});
const question = fc.record({ permission: fc.constantFrom(...permissions), projectId: fc.option(projectId) });

describe("the policy", () => {
  test.prop([question])("gives nobody without grants anything", ({ permission, projectId }) => {
    expect(can(null, permission, { projectId })).toBe(false);
  });

  test.prop([grants, question])("never opens anything by taking a grant away", (held, { permission, projectId }) => {
    for (const project of held.projects.keys()) {
      const less: Grants = { ...held, projects: new Map([...held.projects].filter(([id]) => id !== project)) };
      if (can(less, permission, { projectId })) expect(can(held, permission, { projectId })).toBe(true);
    }
  });

  test.prop([grants, question])("lets no role in one project reach into another", (held, { permission, projectId }) => {
    fc.pre(projectId !== null && held.platformRole === "member");
    const elsewhere: Grants = { ...held, projects: new Map([...held.projects].filter(([id]) => id !== projectId)) };
    if (permission !== "profile:read" && permission !== "project:join")
      expect(can(elsewhere, permission, { projectId })).toBe(false);
  });

  test.prop([grants, grants, question])(
    "lends the deciding of requests and nothing else, and only what the one who is away may decide",
    (delegate, away, { permission, projectId }) => {
      const lent: Grants = { ...delegate, standsInFor: [{ userId: "u", personId: "p", grants: away }] };
      const alone = can(delegate, permission, { projectId });
      const expected = permission === "request:decide" ? alone || can(away, permission, { projectId }) : alone;
      expect(can(lent, permission, { projectId })).toBe(expected);
    },
  );

  test.prop([fc.constantFrom(...permissions)])(
    "makes each project role carry what the one below it does",
    (permission) => {
      const may = (role: ProjectRole) =>
        can({ platformRole: "member", projects: new Map([["p", role]]), standsInFor: [] }, permission, {
          projectId: "p",
        });
      const answers = projectRoles.map(may);
      expect(answers).toEqual([...answers].sort());
    },
  );

  test("lets an admin and an auditor launch nothing and read no log", () => {
    for (const platformRole of ["admin", "auditor"] as const) {
      const held: Grants = { platformRole, projects: new Map(), standsInFor: [] };
      expect(
        ["run:launch", "log:read", "job:write"].filter((each) => can(held, each as "run:launch", { projectId: "p" })),
      ).toEqual([]);
    }
  });
});
