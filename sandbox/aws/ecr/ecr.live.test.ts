import { createHash } from "node:crypto";
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ListImagesCommand,
  paginateDescribeImages,
} from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage } from "#sandbox/registry/image.ts";
import { FRANKFURT, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";
const repositoryName = "orders/report";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let ecr: ECRClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  ecr = new ECRClient(cloud.config("admin"));
});
afterAll(() => cloud.stop());

test(`repositories are listed with their URI; a missing one is named (${API}/API_DescribeRepositories.html)`, async () => {
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories?.map((each) => each.repositoryUri)).toEqual(
    ["orders/report", "billing/report"].map((name) => `${FRANKFURT}.dkr.ecr.eu-central-1.amazonaws.com/${name}`),
  );
  const none = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["none"] }));
  expect(await refusal(none)).toMatchObject({
    code: "RepositoryNotFoundException",
    message: `The repository with name 'none' does not exist in the registry with id '${FRANKFURT}'`,
  });
});

test(`images have their digest, tags, size and time (${API}/API_DescribeImages.html, ${API}/API_BatchGetImage.html)`, async () => {
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  const [image] = imageDetails ?? [];
  expect(imageDetails).toHaveLength(1);
  expect(image?.imageTags?.sort()).toEqual(["1.0", "latest"]);
  expect(image?.imagePushedAt).toBeInstanceOf(Date);
  const { images, failures } = await ecr.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "1.0" }, { imageTag: "9" }] }),
  );
  expect(failures).toMatchObject([{ failureCode: "ImageNotFound" }]);
  const manifest = images?.[0]?.imageManifest ?? "";
  expect(image?.imageDigest).toBe(`sha256:${createHash("sha256").update(manifest).digest("hex")}`);
  const { config, layers } = JSON.parse(manifest);
  expect(image?.imageSizeInBytes).toBe(config.size + layers[0].size);
  expect(
    await refusal(ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "9" }] }))),
  ).toMatchObject({ code: "ImageNotFoundException" });
});

test(`ListImages pages through the tags (${API}/API_ListImages.html)`, async () => {
  const first = await ecr.send(new ListImagesCommand({ repositoryName, maxResults: 1 }));
  const second = await ecr.send(new ListImagesCommand({ repositoryName, maxResults: 1, nextToken: first.nextToken }));
  expect([first, second].flatMap(({ imageIds }) => imageIds?.map(({ imageTag }) => imageTag))).toEqual([
    "1.0",
    "latest",
  ]);
  expect(second.nextToken).toBeUndefined();
  for await (const page of paginateDescribeImages(
    { client: ecr },
    { repositoryName, filter: { tagStatus: "UNTAGGED" } },
  ))
    expect(page.imageDetails).toEqual([]);
});

describe("The registry behind the token (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html)", () => {
  const tokenOf = async (who: Parameters<typeof cloud.config>[0]) => {
    const { authorizationData } = await new ECRClient(cloud.config(who)).send(new GetAuthorizationTokenCommand({}));
    return authorizationData?.[0]?.authorizationToken ?? "";
  };
  const pull = (path: string, token?: string) =>
    fetch(`${cloud.url}/v2/${path}`, token ? { headers: { authorization: `Basic ${token}` } } : {});

  test("an image is pulled down to its layer with the token", async () => {
    const token = await tokenOf("admin");
    const manifest = await (await pull(`${repositoryName}/manifests/latest`, token)).json();
    const layer = await pull(`${repositoryName}/blobs/${manifest.layers[0].digest}`, token);
    expect(
      `sha256:${createHash("sha256")
        .update(new Uint8Array(await layer.arrayBuffer()))
        .digest("hex")}`,
    ).toBe(manifest.layers[0].digest);
  });

  test("no token, a forged token, a missing repository and a missing tag are refused each in its way", async () => {
    expect((await pull(`${repositoryName}/manifests/latest`)).status).toBe(401);
    expect(
      (await pull(`${repositoryName}/manifests/latest`, Buffer.from("AWS:forged.token").toString("base64"))).status,
    ).toBe(403);
    const token = await tokenOf("admin");
    expect((await (await pull("none/manifests/1", token)).json()).errors[0].code).toBe("NAME_UNKNOWN");
    expect((await (await pull(`${repositoryName}/manifests/9`, token)).json()).errors[0].code).toBe("MANIFEST_UNKNOWN");
  });

  test("a pod's role pulls what its policy names, and neither pulls nor pushes anything else", async () => {
    const token = await tokenOf(await cloud.podCredentials());
    expect((await pull(`${repositoryName}/manifests/1.0`, token)).status).toBe(200);
    const denied = await pull("billing/report/manifests/1.0", token);
    const [error] = (await denied.json()).errors;
    expect([denied.status, error.code]).toEqual([403, "DENIED"]);
    expect(error.message).toContain("is not authorized to perform: ecr:BatchGetImage on resource:");
    const push = { method: "POST", headers: { authorization: `Basic ${token}` } };
    expect((await fetch(`${cloud.url}/v2/${repositoryName}/blobs/uploads/`, push)).status).toBe(403);
  });

  test("a pushed image shows in DescribeImages", async () => {
    const authorization = `Basic ${await tokenOf("admin")}`;
    const image = buildImage({ tags: [], entrypoint: ["true"], files: { "/etc/motd": "pushed" } });
    for (const { bytes, digest } of [image.config, ...image.layers]) {
      const url = `${cloud.url}/v2/billing/report/blobs/uploads/`;
      const { headers } = await fetch(url, { method: "POST", headers: { authorization } });
      const to = `${cloud.url}${headers.get("location")}?digest=${digest}`;
      expect((await fetch(to, { method: "PUT", headers: { authorization }, body: new Uint8Array(bytes) })).status).toBe(
        201,
      );
    }
    const headers = { authorization, "content-type": image.manifest.mediaType };
    await fetch(`${cloud.url}/v2/billing/report/manifests/v1`, {
      method: "PUT",
      headers,
      body: new Uint8Array(image.manifest.bytes),
    });
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName: "billing/report" }));
    expect(imageDetails).toMatchObject([{ imageDigest: image.digest, imageTags: ["v1"] }]);
  });

  test("a user without permission gets no token", async () => {
    expect(await refusal(tokenOf("nobody"))).toMatchObject({ code: "AccessDeniedException" });
  });
});
