import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bits, boolean, context, integer, octets, oid, sequence, set, time, utf8 } from "./der.ts";

export type ServingCertificate = { ca: string; cert: string; key: string };

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const tenYearsMs = 10 * 365 * 86_400_000;

/** The CA and serving certificate of a control plane, made once and kept in `dataDir`. The serving one names 127.0.0.1, localhost and `kubernetes.default.svc`. */
export function servingCertificate(dataDir: string, name: string): ServingCertificate {
  const path = (file: string) => join(dataDir, file);
  if (!existsSync(path("ca.crt"))) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const authority = keyPair();
    const serving = keyPair();
    const issuer = `${name}-ca`;
    const usages = [extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))), alternativeNames];
    writeFileSync(path("tls.key"), pem("PRIVATE KEY", serving.export({ type: "pkcs8", format: "der" })), {
      mode: 0o600,
    });
    writeFileSync(
      path("tls.crt"),
      certificate({ issuer, subject: "kube-apiserver", of: serving, by: authority, extensions: usages }),
    );
    writeFileSync(
      path("ca.crt"),
      certificate({
        issuer,
        subject: issuer,
        of: authority,
        by: authority,
        extensions: [isAuthority, signsCertificates],
      }),
    );
  }
  const read = (file: string) => readFileSync(path(file), "utf8");
  return { ca: read("ca.crt"), cert: read("tls.crt"), key: read("tls.key") };
}

/** The RS256 key that signs service account tokens, made once and kept in `dataDir`. */
export function signingKey(dataDir: string): KeyObject {
  const file = join(dataDir, "service-account.key");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(file));
}

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

const extension = (id: string, content: Uint8Array, critical = false) =>
  critical ? sequence(oid(id), boolean(true), octets(content)) : sequence(oid(id), octets(content));

const isAuthority = extension("2.5.29.19", sequence(boolean(true)), true);
const signsCertificates = extension("2.5.29.15", bits(Buffer.of(0b0000_0110), 1), true);
const dns = (name: string) => context(2, Buffer.from(name), false);
const ip = (...bytes: number[]) => context(7, Buffer.from(bytes), false);
const alternativeNames = extension(
  "2.5.29.17",
  sequence(
    ip(127, 0, 0, 1),
    ip(127, 96, 0, 1),
    ...[
      "localhost",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ].map(dns),
  ),
);

type Request = { issuer: string; subject: string; of: KeyObject; by: KeyObject; extensions: Uint8Array[] };

/** A version 3 certificate of RFC 5280. */
function certificate({ issuer, subject, of, by, extensions }: Request): string {
  const commonName = (name: string) => sequence(set(sequence(oid("2.5.4.3"), utf8(name))));
  const now = Date.now();
  const body = sequence(
    context(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    ecdsaWithSha256,
    commonName(issuer),
    sequence(time(new Date(now - 3_600_000)), time(new Date(now + tenYearsMs))),
    commonName(subject),
    createPublicKey(of).export({ type: "spki", format: "der" }),
    context(3, sequence(...extensions)),
  );
  return pem("CERTIFICATE", sequence(body, ecdsaWithSha256, bits(sign("sha256", body, by))));
}

const pem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${(
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  ).join("\n")}\n-----END ${label}-----\n`;
