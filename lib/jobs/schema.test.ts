import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { EnvName, ImageRepository, ImageTag, PodOptions, RelativePath, SecretFileName } from "./schema.ts";

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe("names that a job may use", () => {
  test.each([
    "SLIPWAY_FILES",
    "AWS_ROLE_ARN",
    "AWS_ACCESS_KEY_ID",
    "KUBERNETES_SERVICE_HOST",
    "VAULT_TOKEN",
    "LD_PRELOAD",
    "PATH",
    "NODE_OPTIONS",
    "1ABC",
    "A-B",
    "",
  ])("the variable %j is refused", (name) => expect(accepts(EnvName, name)).toBe(false));

  test.each(["../etc/passwd", "/etc/passwd", "a/../../b", "a//b", "a/./b", ".", "", "a\\b", "a\0b"])(
    "the path %j is refused",
    (path) => expect(accepts(RelativePath, path)).toBe(false),
  );

  test.prop([fc.array(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 5 })])(
    "an ordinary path is taken",
    (parts) => {
      expect(accepts(RelativePath, parts.join("/"))).toBe(true);
    },
  );

  test.each(["x@sha256:0", "../evil", "tag with space", "", "a".repeat(129), ":", "latest\n", "-x"])(
    "the tag %j is refused",
    (tag) => expect(accepts(ImageTag, tag)).toBe(false),
  );

  test.each(["evil.example.com:5000/x", "UPPER", "a//b", "/a", "a/", "a b", "a:b", "a@b", "../a"])(
    "the repository %j is refused",
    (name) => expect(accepts(ImageRepository, name)).toBe(false),
  );

  test.each(["../x", ".hidden", "a/b", ""])("the secret's file %j is refused", (name) =>
    expect(accepts(SecretFileName, name)).toBe(false),
  );
});

describe("pod options", () => {
  const volume = (mountPath: string, kind = "scratch") => ({ volumes: [{ kind, name: "v", mountPath, sizeMiB: 1 }] });

  test.each(["/slipway", "/slipway/files", "/etc", "/var/run/secrets", "/proc", "/a/../etc", "relative", "/usr/bin"])(
    "a volume at %j is refused",
    (path) => expect(accepts(PodOptions, volume(path))).toBe(false),
  );

  test.each(["hostPath", "secret", "nfs", ""])("a volume of kind %j is refused", (kind) =>
    expect(accepts(PodOptions, volume("/work", kind))).toBe(false),
  );

  test.each([
    { privileged: true },
    { hostNetwork: true },
    { securityContext: {} },
    { capabilities: ["SYS_ADMIN"] },
    { serviceAccountName: "admin" },
  ])("the option %j does not exist", (option) => expect(accepts(PodOptions, option)).toBe(false));

  test("scratch space and memory are there", () => {
    expect(accepts(PodOptions, volume("/work"))).toBe(true);
    expect(accepts(PodOptions, volume("/fast", "memory"))).toBe(true);
  });
});
