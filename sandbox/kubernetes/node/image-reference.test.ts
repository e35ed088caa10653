import { expect, test } from "vitest";
import { formatImageReference, parseImageReference } from "./image-reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["127.0.0.1:5000/demo/report:1", "127.0.0.1:5000/demo/report:1"],
  [
    "111122223333.dkr.ecr.eu-central-1.amazonaws.com/jobs:v2",
    "111122223333.dkr.ecr.eu-central-1.amazonaws.com/jobs:v2",
  ],
  ["localhost/x", "localhost/x:latest"],
  ["python", "docker.io/library/python:latest"],
  ["team/tool:3", "docker.io/team/tool:3"],
  [`registry.example/app@${digest}`, `registry.example/app@${digest}`],
  [`registry.example/app:1@${digest}`, `registry.example/app@${digest}`],
])("%s is pulled as %s", (image, full) => {
  const parsed = parseImageReference(image);
  expect(parsed && formatImageReference(parsed)).toBe(full);
});

test.each(["", "Upper/case", "a//b", "x@sha256:short", "registry.example/a:b:c", "registry.example/../x"])(
  "%j is no image name",
  (image) => {
    expect(parseImageReference(image)).toBeUndefined();
  },
);
