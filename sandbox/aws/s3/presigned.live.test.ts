import { once } from "node:events";
import { request } from "node:http";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Presign, presign } from "../testing/presign.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const PAGE = "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html";
let s3: TestS3;
let bucket: string;
beforeAll(async () => {
  s3 = await openTestS3();
  bucket = await s3.newBucket();
  await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "dir/a b.txt", Body: "content" }));
});
afterAll(() => s3.stop());

const url = (more: Partial<Presign> = {}, path = "dir/a%20b.txt") =>
  presign({
    url: `${s3.endpoint}/${bucket}/${path}`,
    service: "s3",
    region: "us-east-1",
    credentials: s3.credentials,
    ...more,
  });

describe(`Presigned URLs (${PAGE})`, () => {
  test("a browser reads with one, under the name that the URL asks for", async () => {
    const answer = await fetch(url({ query: [["response-content-disposition", 'attachment; filename="a b.txt"']] }));
    expect([answer.status, await answer.text()]).toEqual([200, "content"]);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="a b.txt"');
  });

  test("a browser writes with one", async () => {
    expect((await fetch(url({ method: "PUT" }, "up"), { method: "PUT", body: "sent" })).status).toBe(200);
    expect(await (await fetch(url({}, "up"))).text()).toBe("sent");
  });

  test.each<[string, () => string, RegExp]>([
    [
      "an expired URL",
      () => url({ signedAt: Date.now() - 120_000 }),
      /<Code>AccessDenied<\/Code><Message>Request has expired/,
    ],
    ["another object", () => url().replace("a%20b", "a%20c"), /SignatureDoesNotMatch/],
    [
      "a longer life than was signed",
      () => url().replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
      /SignatureDoesNotMatch/,
    ],
    ["a life of more than a week", () => url({ expiresSeconds: 604_801 }), /AuthorizationQueryParametersError/],
    [
      "a signed header that is not sent",
      () => url({ headers: { "x-amz-meta-owner": "orders" } }),
      /SignatureDoesNotMatch/,
    ],
  ])("%s is refused", async (_what, made, words) => {
    const answer = await fetch(made());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toMatch(words);
  });

  test("an upload that breaks off leaves the old object as it was", async () => {
    const sending = request(url({ method: "PUT" }), { method: "PUT", headers: { "content-length": 1000 } });
    sending.on("error", () => {});
    sending.write("half of it");
    await once(sending, "socket").then(([socket]) => new Promise((resolve) => socket.write("", resolve)));
    sending.destroy();
    expect(await (await fetch(url())).text()).toBe("content");
  });

  test("a URL for reading does not write", async () => {
    expect((await fetch(url(), { method: "PUT", body: "x" })).status).toBe(403);
  });
});
