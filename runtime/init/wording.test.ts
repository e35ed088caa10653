import { expect, test } from "vitest";
import { secretField } from "./secret-field.ts";
import { vaultErrors } from "./vault-call.ts";
import { countOf, formatBytes, oneLine } from "./wording.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [48_200_000, "48.2 MB"],
  [999_960_000, "1.0 GB"],
])("%i bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test("a count agrees with its noun", () => {
  expect([countOf(0, "file"), countOf(1, "file"), countOf(2, "secret")]).toEqual(["0 files", "1 file", "2 secrets"]);
});

test("a name with a line break cannot forge a log line", () => {
  expect(oneLine("a.csv\nready in 0.1 s\u2028x\u001b[31m")).toBe("a.csv ready in 0.1 s x [31m");
});

test("Vault's nested errors are told by their innermost words", () => {
  expect(vaultErrors({ errors: ["1 error occurred:\n\t* permission denied\n\n"] })).toBe("permission denied");
  expect(vaultErrors({ errors: ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"] })).toBe(
    "permission denied, invalid token",
  );
  expect(vaultErrors({ errors: ["service account name not authorized"] })).toBe("service account name not authorized");
  expect(vaultErrors({})).toBe("");
});

test("a field is taken by its name, or alone, and errors name fields but no values", () => {
  expect(secretField("s", { user: "u", password: "p" }, "password")).toBe("p");
  expect(secretField("s", { value: "v" }, undefined)).toBe("v");
  expect(secretField("s", { port: 5432 }, "port")).toBe("5432");
  expect(() => secretField("s", { user: "canary", password: "canary" }, undefined)).toThrow(
    "secret s has 2 fields (user, password): choose one",
  );
  expect(() => secretField("s", { user: "canary" }, "password")).toThrow("secret s has no field password; it has user");
  expect(() => secretField("s", {}, "toString")).toThrow("secret s has no field toString; it has none");
});
