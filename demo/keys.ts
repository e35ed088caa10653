import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

type AccessKey = { accessKeyId: string; secretAccessKey: string };

const accessKey = (): AccessKey => ({
  accessKeyId: `AKIA${randomBytes(10).toString("hex").toUpperCase().slice(0, 16)}`,
  secretAccessKey: randomBytes(30).toString("base64"),
});
const text = (bytes = 18) => randomBytes(bytes).toString("base64url");

function makeKeys() {
  const uuid = () => crypto.randomUUID();
  return {
    portal: { "111122223333": accessKey(), "444455556666": accessKey(), "000000000000": accessKey() },
    /** Who keeps the AWS accounts' roles, past Slipway. */
    administrator: { "111122223333": accessKey(), "444455556666": accessKey() },
    node: { "111122223333": accessKey(), "444455556666": accessKey() },
    datacenter: { orders: accessKey(), payments: accessKey() },
    registry: { username: "slipway", password: text() },
    vault: { root: text(), portal: text(), reviewer: text() },
    clusterAdmin: text(),
    /** Slipway's own token in the data centre's cluster. */
    clusterPortal: text(),
    clusterUids: { "dc-frankfurt": uuid(), "eks-frankfurt": uuid(), "eks-virginia": uuid() },
    secretValues: {
      "orders/db-password": `orders-db-${text(24)}`,
      "orders/kafka-keystore": `orders-keystore-${text(24)}`,
      "payments/ledger-key": `payments-ledger-${text(24)}`,
    },
    oidc: { clientId: "slipway", clientSecret: text(32) },
    sessionSecret: text(36),
    encryptionKeys: `k1:${randomBytes(32).toString("base64")}`,
    password: `slipway-${text(9)}`,
  };
}
/** Every key and password of the demo: made once, by chance, and kept beside its data. */
export type DemoKeys = ReturnType<typeof makeKeys>;

export function demoKeys(folder: string): DemoKeys {
  const file = path.join(folder, "keys.json");
  mkdirSync(folder, { recursive: true });
  const kept: Partial<DemoKeys> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  // What a newer demo has besides is made now.
  const keys: DemoKeys = { ...makeKeys(), ...kept };
  if (Object.keys(keys).some((name) => !(name in kept)))
    writeFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}
