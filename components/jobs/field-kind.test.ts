import { expect, test } from "vitest";
import { fieldKindOf } from "./field-kind.ts";

test.each([
  ["env.0.name", "env-name"],
  ["secrets.2.env", "env-name"],
  ["secrets.2.file", "file-name"],
  ["secrets.0.name", "required"],
  ["files.1.path", "path"],
  ["pod.volumes.0.mountPath", "mount-path"],
  ["pod.volumes.0.sizeMiB", "number"],
  ["pod.nodeSelector.a/b", "label"],
  ["image.repository", "repository"],
  ["resources.cpuLimitMillis", "number"],
  ["args.0", "value"],
])("what %s expects is said as %s", (path, kind) => {
  expect(fieldKindOf(path)).toBe(kind);
});
