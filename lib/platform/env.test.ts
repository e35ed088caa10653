import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { envVariables, parseEnv } from "./env.ts";

const good = {
  DATABASE_URL: "postgres://slipway:hunter2@127.0.0.1:5432/slipway",
  SLIPWAY_URL: "https://slipway.example.com",
  SLIPWAY_SESSION_SECRET: "x".repeat(32),
  SLIPWAY_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
};

describe("the environment", () => {
  test(".env.example lists every variable and no other", () => {
    const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    const listed = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name).sort();
    expect(listed).toEqual(envVariables.map(({ name }) => name).sort());
  });

  test("names each bad variable and what it should be, and never its value", () => {
    const start = () => parseEnv({ ...good, DATABASE_URL: "mysql://root:hunter2@db", SLIPWAY_SESSION_SECRET: "short" });
    expect(start).toThrow(/DATABASE_URL: should be PostgreSQL 18[\s\S]*SLIPWAY_SESSION_SECRET: should be at least 32/);
    expect(start).not.toThrow(/hunter2|short/);
  });

  test("takes an empty variable as one that was left out", () => {
    const parsed = parseEnv({ ...good, OIDC_ISSUER: "", DATABASE_POOL: "" });
    expect([parsed.DATABASE_POOL, parsed.OIDC_ISSUER]).toEqual([10, undefined]);
  });
});
