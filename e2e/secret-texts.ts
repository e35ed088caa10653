/** Names and ids, and what the AWS SDK notes beside a credential that it was given. */
const named = /(\$source\..*|username|clientId|clusterUids\.[a-z-]+|accessKeyId)$/;

function textsOf(keys: unknown, path = "keys"): [string, string][] {
  if (typeof keys !== "object" || keys === null) return [[path, String(keys)]];
  return Object.entries(keys).flatMap(([name, value]) => textsOf(value, `${path}.${name}`));
}

/**
 * Tells where a text holds a secret of the demo's world (canaries, access keys, tokens, passwords; plain or in base64), by the secret's
 * place in the keys: what a failed test shows must not show the secret itself.
 */
export function secretFinder(keys: { encryptionKeys: string }, more: [string, string][] = []) {
  const plain = textsOf(keys).filter(([path]) => !named.test(path));
  const encoded = plain.map(([path, secret]): [string, string] => [`${path} in base64`, btoa(secret)]);
  const ofSealing: [string, string] = ["the sealing key", keys.encryptionKeys.slice("k1:".length)];
  const secrets = [...plain, ...encoded, ofSealing, ...more];
  return (text: string): string[] => secrets.filter(([, secret]) => text.includes(secret)).map(([path]) => path);
}
