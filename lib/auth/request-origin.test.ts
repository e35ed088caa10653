import { expect, test } from "vitest";
import { requireSameOrigin } from "./request-origin.ts";

const ask = (headers: Record<string, string>) => () =>
  requireSameOrigin(new Request("https://a.example", { headers }), "https://a.example/");

test("the portal's own pages may ask for changes", () => {
  expect(ask({ "sec-fetch-site": "same-origin" })).not.toThrow();
  expect(ask({ origin: "https://a.example" })).not.toThrow();
});

test.each<Record<string, string>>([
  {},
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site", origin: "https://a.example" },
])("%j is refused", (headers) => expect(ask(headers)).toThrow("own pages"));
