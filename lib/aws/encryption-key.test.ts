import { expect, test } from "vitest";
import { encryptionKey } from "./encryption-key.ts";

const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const access = (region: string) => ({ accountId: "111122223333", region, credential: {} });

test.each([
  ["nothing", undefined, "none"],
  ["an empty name", "", "none"],
  ["AWS's own key", "alias/aws/s3", "none"],
  ["AWS's own key by its ARN", "arn:aws:kms:eu-central-1:111122223333:alias/aws/secretsmanager", "none"],
  [
    "an ARN",
    `arn:aws:kms:eu-central-1:444455556666:key/${id}`,
    { arn: `arn:aws:kms:eu-central-1:444455556666:key/${id}` },
  ],
  ["an id", id, { arn: `arn:aws:kms:eu-central-1:111122223333:key/${id}` }],
  ["the id of a key of many regions", "mrk-1234", { arn: "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234" }],
  ["an alias", "alias/orders", "unknown"],
  ["an alias by its ARN", "arn:aws:kms:eu-central-1:111122223333:alias/orders", "unknown"],
  ["an alias that looks like AWS's own", "alias/aws-orders", "unknown"],
])("%s names a key, none, or one that is not known", (_what, named, key) => {
  expect(encryptionKey(named, access("eu-central-1"))).toEqual(key);
});

test("a key by its id is one of the region's own partition", () => {
  expect(encryptionKey(id, access("cn-north-1"))).toEqual({ arn: `arn:aws-cn:kms:cn-north-1:111122223333:key/${id}` });
});
