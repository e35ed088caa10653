import { expect, test } from "vitest";
import { parseChallenge } from "./challenge.ts";

test("a Basic and a Bearer challenge are told apart, with the fields of the latter", () => {
  expect(parseChallenge('Basic realm="registry"')).toEqual({ scheme: "basic" });
  const header =
    'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:orders/report:pull,push"';
  expect(parseChallenge(header)).toEqual({
    scheme: "bearer",
    realm: "https://auth.example.com/token",
    service: "registry.example.com",
    scope: "repository:orders/report:pull,push",
  });
});

test.each([undefined, "", "Negotiate", "Bearer", 'Bearer service="x"'])(
  "%j is nothing Slipway can answer",
  (header) => {
    expect(parseChallenge(header)).toBeUndefined();
  },
);
