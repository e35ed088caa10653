import { describe, expect, test } from "vitest";
import {
  connectionErrors,
  connectionOf,
  credentialErrors,
  emptyCredential,
  emptyRegistration,
  refusedFields,
} from "./registration-form.ts";

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const datacenter = {
  ...emptyRegistration,
  type: "datacenter" as const,
  name: "dc-berlin",
  cloudAccountId: "a",
  region: "eu-central-1",
  server: " https://10.0.0.1:6443 ",
  ca: pem,
};
const token = { ...emptyCredential, token: " t " };
const eks = { ...datacenter, type: "eks" as const, eksClusterName: "batch", server: "", ca: "" };

describe("the form to register a cluster", () => {
  test("names each field that is left out", () => {
    const errors = connectionErrors({ ...emptyRegistration, type: "datacenter" }, emptyCredential);
    expect(Object.keys(errors).sort()).toEqual(["ca", "cloudAccountId", "name", "region", "server", "token"]);
    expect(Object.keys(connectionErrors({ ...emptyRegistration, type: "eks" }, emptyCredential)).sort()).toEqual([
      "cloudAccountId",
      "eksClusterName",
      "name",
      "region",
    ]);
  });

  test.each([
    [{ name: "Dc Berlin" }, { name: "badName" }],
    [{ server: "http://10.0.0.1" }, { server: "notHttps" }],
    [{ server: "10.0.0.1" }, { server: "notHttps" }],
    [{ ca: "hello" }, { ca: "notPem" }],
  ])("says of %o what is wrong", (change, errors) => {
    expect(connectionErrors({ ...datacenter, ...change }, token)).toEqual(errors);
  });

  test("takes a region of AWS alone for EKS, and any for a data centre", () => {
    expect(connectionErrors({ ...eks, region: "frankfurt" }, emptyCredential)).toEqual({ region: "badRegion" });
    expect(connectionErrors({ ...datacenter, region: "frankfurt" }, token)).toEqual({});
  });

  test("wants both parts of a client certificate", () => {
    expect(credentialErrors({ kind: "client-certificate", token: "t", cert: pem, key: "" })).toEqual({
      key: "required",
    });
    const key = pem.replaceAll("CERTIFICATE", "EC PRIVATE KEY");
    expect(credentialErrors({ kind: "client-certificate", token: "", cert: pem, key })).toEqual({});
  });

  test("gives each type its own connection, and EKS no credential", () => {
    expect(connectionOf(datacenter, token)).toMatchObject({
      config: { server: "https://10.0.0.1:6443", ca: pem },
      credential: { kind: "token", token: "t" },
    });
    expect(connectionOf(eks, token)).toMatchObject({
      config: { eksClusterName: "batch", region: "eu-central-1" },
      credential: null,
    });
  });

  test("finds its own fields in a refusal", () => {
    expect(refusedFields({ name: "Taken", server: "x", "credential.token": "y", uid: "z" })).toEqual({
      name: "nameTaken",
      server: "wrong",
      token: "wrong",
    });
  });
});
